import { expect, test } from 'vitest'
import { jitterOf } from './jitter.ts'

test('jitter is the same for the same names, below its limit, and none without one', () => {
  const all = Array.from({ length: 500 }, (_, i) => jitterOf('refresh', `client-${i}`, 60_000))
  expect(all).toEqual(Array.from({ length: 500 }, (_, i) => jitterOf('refresh', `client-${i}`, 60_000)))
  expect(all.every(ms => ms >= 0 && ms < 60_000)).toBe(true)
  expect(jitterOf('refresh', 'acme', 0)).toBe(0)
})

test('jitter spreads many deployments evenly', () => {
  const minutes = Array.from({ length: 6000 }, (_, i) =>
    Math.floor(jitterOf('refresh', `client-${i}`, 600_000) / 60_000),
  )
  const sizes = [...Map.groupBy(minutes, m => m).values()].map(({ length }) => length)
  expect(sizes).toHaveLength(10)
  expect(Math.max(...sizes)).toBeLessThan(700)
  expect(Math.min(...sizes)).toBeGreaterThan(500)
})
