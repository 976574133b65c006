import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TestSession } from '../../testing/check-session.ts'
import { rawSql, renderSql } from '../../sql/sql.ts'
import {
  contentSimilarity,
  isSameContent,
  mergeSketches,
  sketchOf,
  sketchSize,
  type ContentSketch,
} from './content-sketch.ts'
import { contentSketchOf, contentSketchSql, quickSketchSql } from './content-sketch-sql.ts'

const half = (text: string) => createHash('md5').update(text).digest().readBigUInt64LE(8)
const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => half(`row ${from + i}`))

async function sketchInSql(table: string, columns: readonly string[]): Promise<ContentSketch> {
  const session = await TestSession.open()
  const [row = {}] = await session.rows(renderSql(contentSketchSql(rawSql(`(${table})`), columns)).text)
  return contentSketchOf(row)
}

test('the order of rows does not matter, how often they are there does', () => {
  const some = rows(0, 1000)
  expect(isSameContent(sketchOf(some), sketchOf(some.toReversed()))).toBe(true)
  expect(isSameContent(sketchOf(some), sketchOf([...some.slice(1), half('row 1')]))).toBe(false)
  expect(isSameContent(sketchOf(some), sketchOf([...some, half('row 0'), half('row 0')]))).toBe(false)
})

test.each([
  [1000, 1000, 1],
  [980, 1020, 0.961],
  [500, 1500, 0.333],
  [0, 2000, 0],
])('rows shared: from %d of 1,000 on, %d different ones, is a similarity of %d', (shared, all, expected) => {
  const other = rows(1000 - shared, all)
  expect(Math.abs(contentSimilarity(sketchOf(rows(0, 1000)), sketchOf(other)) - expected)).toBeLessThan(0.1)
})

test('parts merge to the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 600 }), fc.nat(600), (ids, cut) => {
      const all = ids.map(id => half(String(id)))
      expect(mergeSketches(sketchOf(all.slice(0, cut)), sketchOf(all.slice(cut)))).toEqual(sketchOf(all))
    }),
    { numRuns: 50 },
  )
})

test('of many rows the smallest hashes are kept', () => {
  const many = rows(0, 40_000)
  const smallest = many.toSorted((a, b) => (a < b ? -1 : 1)).slice(0, sketchSize)
  expect(sketchOf(many).smallest).toEqual(smallest.map(hash => hash.toString(16).padStart(16, '0')))
})

test('SQL gives the same sketch', async () => {
  const table = `SELECT i % 700 AS n, CASE WHEN i % 3 > 0 THEN 'é' || i END AS t, i AS loaded FROM range(2000) r(i)`
  const hashes = Array.from({ length: 2000 }, (_, i) => {
    const field = (text: string) => `${text.length}:${text}`
    return half(`${field(String(i % 700))}${i % 3 > 0 ? field(`é${i}`) : '-'}`)
  })
  expect(await sketchInSql(table, ['n', 't'])).toEqual(sketchOf(hashes))
})

test.each([
  ['no rows', `SELECT 1 AS a, 'x' AS b WHERE false`, 0],
  ['one row', `SELECT 'ab' AS a, 'c' AS b`, 1],
])('%s have a sketch', async (_, table, count) => {
  expect(await sketchInSql(table, ['a', 'b'])).toMatchObject({ rows: count })
})

test('text that moves from one column to the next is other content', async () => {
  const one = await sketchInSql(`SELECT 'ab' AS a, 'c' AS b`, ['a', 'b'])
  expect(isSameContent(one, await sketchInSql(`SELECT 'a' AS a, 'bc' AS b`, ['a', 'b']))).toBe(false)
  expect(isSameContent(one, await sketchInSql(`SELECT 'ab' AS a, NULL AS b`, ['a', 'b']))).toBe(false)
})

test('the quick sketch of many rows is that of all their hashes', async () => {
  const session = await TestSession.open()
  const table = rawSql(`(SELECT i * 7 AS a, 'x' || i AS b FROM range(20000) r(i))`)
  const quick = async (rows: number) => {
    const [row = {}] = await session.rows(renderSql(quickSketchSql(table, ['a', 'b'], rows)).text)
    return contentSketchOf(row)
  }
  const sketch = await quick(20_000)
  expect(sketch).toEqual(await quick(1))
  expect(sketch).toMatchObject({ rows: 20_000, smallest: sketch.smallest.toSorted() })
  expect(sketch.smallest).toHaveLength(sketchSize)
})

test('a sketch of no columns is refused', () => {
  expect(() => contentSketchSql(rawSql('t'), [])).toThrow(RangeError)
})
