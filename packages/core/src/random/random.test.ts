import { expect, test } from 'vitest'
import { MemorySession } from '../testing/memory-session.ts'
import { foldOf, foldSql } from './fold-of.ts'
import { seededRandom } from './seeded-random.ts'

const keys = [
  '',
  '0',
  'a',
  'customer-17',
  "o'clock",
  'é',
  '\u{1F600}',
  'Ａ',
  ' ',
  'x'.repeat(1000),
  'line\nbreak',
  '"',
]

test.each([1, 2, 5, 10_000])('DuckDB and JavaScript give the same of %d folds', async folds => {
  const session = await MemorySession.open()
  const many = [...keys, ...Array.from({ length: 500 }, (_, i) => `key ${i * 7919}`)]
  await session.table(
    'keys',
    { key: 'text' },
    many.map(key => ({ key })),
  )
  for (const salt of [undefined, 'sample']) {
    const rows = await session.rows<{ key: string; fold: number }>(
      `SELECT key, ${foldSql('key', folds, salt)} AS fold FROM keys`,
    )
    expect(rows.map(({ fold }) => fold)).toEqual(rows.map(({ key }) => foldOf(key, folds, salt)))
  }
  session.close()
})

test('a missing key has no fold', async () => {
  const session = await MemorySession.open()
  const [row] = await session.rows(`SELECT ${foldSql('CAST(NULL AS VARCHAR)', 5)} AS fold`)
  expect(row).toEqual({ fold: null })
  session.close()
})

test('folds of a key never change', () => {
  // The first digits that md5sum prints for "fold:a" and "fold:customer-17".
  expect(foldOf('a', 1_000_000)).toBe(0x0ccd040584ab % 1_000_000)
  expect(foldOf('customer-17', 5)).toBe(0xa196bb955622 % 5)
})

test('folds are of about equal size, and independent of those of another salt', () => {
  const counts = new Map<string, number>()
  for (let i = 0; i < 20_000; i++) {
    const pair = `${foldOf(`k${i}`, 4)} ${foldOf(`k${i}`, 4, 'sample')}`
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  expect(counts.size).toBe(16)
  for (const count of counts.values()) expect(Math.abs(count - 1250)).toBeLessThan(5 * Math.sqrt(1250))
})

test.each([0, -1, 1.5, Number.NaN])('%d folds are refused', folds => {
  expect(() => foldSql('key', folds)).toThrow(RangeError)
  expect(() => foldOf('key', folds)).toThrow(RangeError)
})

test('a salt that could leave its quotes is refused', () => {
  expect(() => foldSql('key', 5, "x' OR '1")).toThrow(RangeError)
})

test('seeded numbers repeat, differ by seed and fill 0 … 1 evenly', () => {
  const draw = (seed: number, count: number) => {
    const random = seededRandom(seed)
    return Array.from({ length: count }, random)
  }
  expect(draw(1, 5)).toEqual(draw(1, 5))
  expect(draw(1, 5)).not.toEqual(draw(2, 5))
  const numbers = draw(3, 20_000)
  expect(numbers.every(value => value >= 0 && value < 1)).toBe(true)
  for (let tenth = 0; tenth < 10; tenth++) {
    const inside = numbers.filter(value => Math.floor(value * 10) === tenth).length
    expect(Math.abs(inside - 2000)).toBeLessThan(5 * Math.sqrt(2000))
  }
})
