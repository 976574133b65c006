import { expect, test } from 'vitest'
import { requireSegments } from './required-segments.ts'

const schema = {
  columns: ['customer', 'country', '__as_of'].map(name => ({ name, type: 'text', nullable: true }) as const),
}

test('columns of the feature rows may be segments', () => {
  expect(() => requireSegments(['country', 'customer'], schema)).not.toThrow()
})

test.each(['contry', '__as_of'])('%s may not, and the error names those that may', segment => {
  expect(() => requireSegments(['country', segment], schema)).toThrow(
    new RegExp(`"${segment}", which segments names. They have: customer, country.`),
  )
})
