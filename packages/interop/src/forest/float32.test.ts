import { expect, test } from 'vitest'
import { lastBelow, lastUpTo, previousDouble, previousFloat32 } from './float32.ts'

const largest = (2 - 2 ** -23) * 2 ** 127
const limits = [
  0,
  -0,
  1,
  -1,
  0.1,
  -0.1,
  1e-45,
  -1e-45,
  1.17549435e-38,
  3.5,
  1e30,
  -1e30,
  largest,
  -largest,
].map(Math.fround)

test.each(limits)('doubles beside %s are decided as their float32 is', limit => {
  const [below, upTo] = [lastBelow(limit), lastUpTo(limit)]
  const near = [below, upTo, limit, previousFloat32(limit)]
  const after = (value: number) => -previousDouble(-value)
  for (const x of near.flatMap(value => [previousDouble(value), value, after(value)])) {
    expect(x <= below).toBe(Math.fround(x) < limit)
    expect(x <= upTo).toBe(Math.fround(x) <= limit)
  }
})

test('an infinite limit lets every number through', () => {
  expect(lastUpTo(Infinity)).toBe(Number.MAX_VALUE)
})
