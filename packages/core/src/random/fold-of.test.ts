import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawSql } from '../sql/sql.ts'
import { MemorySession } from '../testing/memory-session.ts'
import { foldOf, foldSql } from './fold-of.ts'

let session: MemorySession

beforeAll(async () => {
  session = await MemorySession.open()
})

afterAll(() => session.close())

test.each([
  [5, 'fold'],
  [2, 'fold'],
  [10_000, 'sample'],
])('SQL and JavaScript give the same fold of %i with salt %s', async (folds, salt) => {
  const keys = [
    '',
    'a',
    'é',
    '\u{1F600}',
    "o'clock",
    ...Array.from({ length: 500 }, (_, i) => `customer-${i}`),
  ]
  const list = keys.map(key => `('${key.replaceAll("'", "''")}')`).join(', ')
  const rows = await session.rows<{ key: string; fold: number }>(
    rawSql(`SELECT key, ${foldSql('key', folds, salt)} AS fold FROM (VALUES ${list}) t(key)`),
  )
  expect(rows.map(({ fold }) => fold)).toEqual(rows.map(({ key }) => foldOf(key, folds, salt)))
  expect(rows).toHaveLength(keys.length)
})

test('folds are spread evenly and do not follow another salt', () => {
  const keys = Array.from({ length: 10_000 }, (_, i) => `k${i}`)
  const counts = [0, 1, 2, 3, 4].map(fold => keys.filter(key => foldOf(key, 5) === fold).length)
  // Five standard deviations of 10,000 draws of 1 in 5.
  expect(counts.every(count => Math.abs(count - 2000) < 200)).toBe(true)
  const both = keys.filter(key => foldOf(key, 5) === foldOf(key, 5, 'other')).length
  expect(Math.abs(both - 2000)).toBeLessThan(200)
})

test.each([
  [0, 'fold', /folds must be a whole number/],
  [1.5, 'fold', /folds must be a whole number/],
  [5, "x'; DROP", /salt .* must be lower-case/],
])('folds %s with salt %s are refused', (folds, salt, message) => {
  expect(() => foldSql('key', folds, salt)).toThrow(message)
})
