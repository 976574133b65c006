import { expect, test } from 'vitest'
import { tokenBuckets } from './token-bucket.ts'

function world(rate: { readonly perSecond: number; readonly burst: number }) {
  const clock = { ms: 0 }
  return { clock, buckets: tokenBuckets(rate, () => clock.ms) }
}

test('a burst passes, then as many as are filled', () => {
  const { clock, buckets } = world({ perSecond: 2, burst: 3 })
  expect([1, 2, 3].map(() => buckets.take('a'))).toEqual([0, 0, 0])
  expect(buckets.take('a')).toBe(0.5)
  expect(buckets.wait('a')).toBe(0.5)
  clock.ms += 400
  expect(buckets.take('a')).toBeCloseTo(0.1)
  clock.ms += 100
  expect(buckets.wait('a')).toBe(0)
  expect(buckets.take('a')).toBe(0)
  expect(buckets.take('a')).toBe(0.5)
})

test('keys do not share, and nothing is filled beyond the burst', () => {
  const { clock, buckets } = world({ perSecond: 1, burst: 1 })
  expect(buckets.take('a')).toBe(0)
  expect(buckets.take('b')).toBe(0)
  clock.ms += 1e9
  expect(buckets.take('a')).toBe(0)
  expect(buckets.take('a')).toBe(1)
})

test('of too many keys those that asked longest ago are forgotten', () => {
  const { buckets } = world({ perSecond: 1, burst: 1 })
  for (let i = 0; i <= 10_000; i += 1) buckets.take(`key ${i}`)
  expect(buckets.wait('key 0')).toBe(0)
  expect(buckets.wait('key 1')).toBe(1)
})
