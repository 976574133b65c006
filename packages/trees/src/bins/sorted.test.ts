import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normal, seeded } from '../testing/seeded.ts'
import { sortedNumbers } from './sorted.ts'

const many = 5000
const random = seeded(5)
const from = (one: (i: number) => number) => Float64Array.from({ length: many }, (_, i) => one(i))

test.each<[string, Float64Array]>([
  ['of both signs', from(() => normal(random))],
  ['negative only', from(() => -random())],
  ['positive only', from(() => random())],
  ['all the same', from(() => 7)],
  ['few different ones', from(() => Math.floor(4 * random()) - 2)],
  ['times, which differ in few bits', from(() => 1.7e12 + Math.floor(1e6 * random()))],
  ['whole numbers', from(i => (i * 7919) % many)],
  ['of all magnitudes', from(() => (random() - 0.5) * 10 ** (600 * random() - 300))],
  [
    'zeros of both signs and infinities',
    from(i => [0, -0, Infinity, -Infinity, 5e-324, -5e-324][i % 6] as number),
  ],
])('many numbers are sorted: %s', (_, values) => {
  const before = values.slice()
  expect(sortedNumbers(values)).toEqual(values.toSorted())
  expect(values).toEqual(before)
})

test('missing values are left out, whatever their bits', () => {
  const negativeNaN = new Float64Array(Uint32Array.of(1, 0xff_f8_00_00).buffer)[0] as number
  const values = from(i => (i % 3 === 0 ? Number.NaN : i % 3 === 1 ? negativeNaN : -i))
  expect(sortedNumbers(values)).toEqual(values.filter(value => !Number.isNaN(value)).toSorted())
})

test('few numbers are sorted as many are', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), values => {
      const few = Float64Array.from(values)
      const repeated = Float64Array.from(
        { length: values.length * many },
        (_, i) => few[i % few.length] as number,
      )
      const sorted = sortedNumbers(few)
      expect(sorted).toEqual(few.filter(value => !Number.isNaN(value)).toSorted())
      if (values.length > 0) expect(sortedNumbers(repeated).filter((_, i) => i % many === 0)).toEqual(sorted)
    }),
    { numRuns: 20 },
  )
})
