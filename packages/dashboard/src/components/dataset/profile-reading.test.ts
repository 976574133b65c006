import { expect, test } from 'vitest'
import { readProfile } from './profile-reading.ts'

const amount = {
  name: 'amount',
  type: 'number',
  rows: 200,
  missing: 50,
  min: -1,
  max: 9,
  quantiles: [0, 1, 2, 3, 4],
}
const kind = { name: 'kind', type: 'text', rows: 200, missing: 0, top: [{ value: 'view', count: 150 }] }

test.each([
  ['a list', [amount, kind]],
  ['an object with columns', { rows: 200, columns: [amount, kind] }],
  ['summaries by name', { amount, kind }],
])('%s is read', (_, profile) => {
  const [first, second] = readProfile(profile)
  expect(first).toMatchObject({ name: 'amount', missingShare: 0.25, min: -1, quantiles: [0, 1, 2, 3, 4] })
  expect(second).toMatchObject({ name: 'kind', missingShare: 0, top: [{ value: 'view', share: 0.75 }] })
})

test('what is no profile has no columns', () => {
  expect([null, 'x', 7, []].flatMap(readProfile)).toEqual([])
})
