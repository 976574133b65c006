import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DataType } from '@sluice/expr'
import { summarise, type ColumnSummary } from './column-summary.ts'
import type { DatasetProfile } from './dataset-profile.ts'
import { DatasetProfiler, type TextFacts } from './dataset-profiler.ts'
import { estimateDistinct } from './distinct-sketch.ts'
import { byCount } from './code-points.ts'
import { mergeProfiles } from './merge-profiles.ts'
import { parseProfile } from './parse-profile.ts'
import { profileMetric, recordProfiles } from './profile-metrics.ts'
import { textPattern } from './text-pattern.ts'

type Cell = number | string | boolean | null
const chunkRows = 16

/** Profiles rows given as columns, with text facts as a database would give them. */
function profileOfColumns(
  columns: Readonly<Record<string, { type: DataType; values: readonly Cell[] }>>,
): DatasetProfile {
  const names = Object.keys(columns)
  const schema = {
    columns: names.map(name => ({ name, type: (columns[name] as { type: DataType }).type, nullable: true })),
  }
  const profiler = new DatasetProfiler(schema, chunkRows)
  const rows = Math.max(0, ...Object.values(columns).map(({ values }) => values.length))
  for (let from = 0; from < rows; from += chunkRows) {
    const count = Math.min(chunkRows, rows - from)
    profiler.add(count, i =>
      memoryOf(Object.values(columns)[i] as { type: DataType; values: readonly Cell[] }, from, count),
    )
  }
  const texts = new Map<string, TextFacts>()
  for (const [name, { type, values }] of Object.entries(columns)) {
    if (type === 'text' && values.some(value => value !== null)) texts.set(name, factsOf(values))
  }
  return profiler.profile(texts)
}

function factsOf(values: readonly Cell[]): TextFacts {
  const present = values.filter(value => value !== null).map(String)
  const counts = new Map<string, number>()
  for (const value of present) counts.set(value, (counts.get(value) ?? 0) + 1)
  const listed = byCount([...counts])
  const lengths = present.map(value => Array.from(value).length)
  const sorted = byCount(present.map(value => [value, 1])).map(([value]) => value)
  const patterns = [...counts].map(([value, count]) => [hashText(value), textPattern(value), count] as const)
  return {
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    empty: counts.get('') ?? 0,
    length: {
      min: Math.min(...lengths),
      max: Math.max(...lengths),
      sum: lengths.reduce((sum, n) => sum + n, 0),
    },
    frequent: listed.filter(([, count]) => 64 * count >= present.length),
    patterns: patterns.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, 128),
    values: listed,
  }
}

function hashText(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const character of text) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n)
  }
  return hash.toString(16).padStart(16, '0')
}

function memoryOf(
  { type, values }: { type: DataType; values: readonly Cell[] },
  from: number,
  count: number,
) {
  const part = values.slice(from, from + count)
  const present = new Uint8Array(8)
  part.forEach((value, i) => {
    if (value !== null) present[i >> 3] = (present[i >> 3] as number) | (1 << (i & 7))
  })
  if (type === 'boolean') return { bytes: Uint8Array.from(part, value => (value === true ? 1 : 0)), present }
  const bytes = new Uint8Array(8 * count)
  const view = new DataView(bytes.buffer)
  part.forEach((value, i) => {
    if (value === null) return
    if (type === 'number') view.setFloat64(8 * i, Number(value), true)
    else {
      const word =
        type === 'text' ? BigInt(`0x${hashText(String(value))}`) : BigInt.asUintN(64, BigInt(value))
      view.setBigUint64(8 * i, word, true)
    }
  })
  return { bytes, present }
}

const numbers = (values: readonly (number | null)[]) => profileOfColumns({ x: { type: 'number', values } })
const only = (profile: DatasetProfile) => summarise(profile)[0] as ColumnSummary

describe('numbers', () => {
  test.each([
    [
      'none',
      [],
      {
        missing: 0,
        min: null,
        max: null,
        mean: null,
        variance: null,
        quantiles: [null, null, null, null, null],
        distinct: 0,
      },
    ],
    [
      'one',
      [7],
      {
        min: 7,
        max: 7,
        mean: 7,
        variance: 0,
        skewness: null,
        distinct: 1,
        isExact: true,
        quantiles: [7, 7, 7, 7, 7],
      },
    ],
    ['all missing', [null, null], { missing: 2, missingShare: 1, mean: null, distinct: 0 }],
    [
      'infinities',
      [-Infinity, 1, 3, Infinity],
      { min: -Infinity, max: Infinity, infinite: 2, mean: 2, variance: 1, distinct: 4 },
    ],
    [
      'the largest',
      [1e308, 1e308, -1e308],
      { max: 1e308, min: -1e308, mean: 1e308 / 3, variance: null, negatives: 1 },
    ],
    ['zeros of both signs', [0, -0, 5], { zeros: 2, distinct: 2, min: 0 }],
    ['a constant far from zero', [1e9 + 0.1, 1e9 + 0.1], { mean: 1e9 + 0.1, variance: 0, distinct: 1 }],
    ['a spread that is small beside the values', [1e9, 1e9 + 2], { mean: 1e9 + 1, variance: 1 }],
    [
      'one of ten',
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      {
        mean: 0.1,
        zeros: 9,
        top: [
          { value: 0, count: 9 },
          { value: 1, count: 1 },
        ],
      },
    ],
  ] as const)('%s', (_, values, expected) => {
    const found = only(numbers(values))
    for (const [name, value] of Object.entries(expected)) {
      const own = found[name as keyof ColumnSummary] as unknown
      if (typeof value === 'number' && Number.isFinite(value)) expect(own, name).toBeCloseTo(value, 9)
      else expect(own, name).toEqual(value)
    }
  })

  test('many different ones: distinct to 7 %, quantiles to 3.2 %, moments to 9 digits', () => {
    const values = Array.from(
      { length: 5000 },
      (_, i) => Math.exp(8 * ((i * 0.618_033_988_75) % 1) - 2) * (i % 5 === 0 ? -1 : 1),
    )
    const found = only(numbers(values))
    if (found.type !== 'number') throw new Error('no number')
    const mean = values.reduce((sum, value) => sum + value, 0) / 5000
    const central = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / 5000
    expect(found.distinct / 5000).toBeCloseTo(1, 1)
    expect(found.isExact).toBe(false)
    expect(found.top).toEqual([])
    expect(found.mean).toBeCloseTo(mean, 8)
    expect((found.variance ?? 0) / central(2)).toBeCloseTo(1, 9)
    expect((found.skewness ?? 0) / (central(3) / central(2) ** 1.5)).toBeCloseTo(1, 8)
    const sorted = values.toSorted((a, b) => a - b)
    found.quantiles.forEach((value, i) => {
      const exact = sorted[Math.round([0.05, 0.25, 0.5, 0.75, 0.95][i]! * 4999)] as number
      expect(Math.abs((value ?? 0) / exact - 1)).toBeLessThan(0.033)
    })
  })
})

test.each([
  ['AB-1234', 'AA-9999'],
  ['', ''],
  ['0123456789ab', '9{10}aa'],
  ['Größe 日本', 'Aaaaa aa'],
  ['a@b.de', 'a@a.aa'],
  ['x\u0000\ty', 'a? a'],
  ['👍🏽 ok', '👍🏽 aa'],
  ['ab'.repeat(1) + '-1'.repeat(50), `aa${'-9'.repeat(19)}…`],
])('the pattern of %j is %j', (text, pattern) => expect(textPattern(text)).toBe(pattern))

const cell = {
  number: fc.option(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 })), { nil: null }),
  text: fc.option(fc.oneof(fc.constantFrom('a', 'B-1', '日本'), fc.string()), { nil: null }),
  boolean: fc.option(fc.boolean(), { nil: null }),
  timestamp: fc.option(fc.integer({ min: -1e15, max: 1e15 }), { nil: null }),
}
const row = fc.record(cell)
type Row = Readonly<Record<keyof typeof cell, Cell>>
const profileRows = (rows: readonly Row[]) =>
  profileOfColumns(
    Object.fromEntries(
      (Object.keys(cell) as (keyof typeof cell)[]).map(type => [
        type,
        { type, values: rows.map(each => each[type]) },
      ]),
    ),
  )

describe('merging', () => {
  test('parts give the whole, in any order and grouping, but for what single parts call frequent', () => {
    const parts = fc.tuple(
      fc.array(row, { maxLength: 40 }),
      fc.array(row, { maxLength: 40 }),
      fc.array(row, { maxLength: 40 }),
    )
    fc.assert(
      fc.property(parts, ([x, y, z]) => {
        const [a, b, c] = [profileRows(x), profileRows(y), profileRows(z)]
        const merged = mergeProfiles(mergeProfiles(a, b), c)
        expect(mergeProfiles(a, mergeProfiles(b, c))).toEqual(merged)
        expect(mergeProfiles(c, mergeProfiles(b, a))).toEqual(merged)
        expect(withoutFrequent(merged)).toEqual(withoutFrequent(profileRows([...z, ...x, ...y])))
      }),
      { numRuns: 150 },
    )
  })

  test('a profile without rows changes nothing', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), rows => {
        const profile = profileRows(rows)
        expect(mergeProfiles(profile, profileRows([]))).toEqual(profile)
      }),
      { numRuns: 50 },
    )
  })

  test('more than 256 values are no longer listed, and counted as well as in one piece', () => {
    const part = (from: number) => numbers(Array.from({ length: 200 }, (_, i) => from + i))
    const merged = mergeProfiles(part(0), part(200))
    expect(merged).toEqual(numbers(Array.from({ length: 400 }, (_, i) => i)))
    expect(only(merged).isExact).toBe(false)
    expect(Math.abs(only(merged).distinct - 400)).toBeLessThan(30)
  })

  test('profiles of other columns are refused', () => {
    const other = profileOfColumns({ y: { type: 'number', values: [1] } })
    expect(() => mergeProfiles(numbers([1]), other)).toThrow(/different columns: x number; and y number/)
  })
})

function withoutFrequent(profile: DatasetProfile) {
  return { ...profile, columns: profile.columns.map(column => ({ ...column, frequent: [] })) }
}

describe('reading', () => {
  test('what was written is read', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), rows => {
        const profile = profileRows(rows)
        expect(parseProfile(JSON.parse(JSON.stringify(profile)))).toEqual(JSON.parse(JSON.stringify(profile)))
      }),
      { numRuns: 50 },
    )
  })

  const profile = numbers([1, 2])
  test.each([
    ['nothing', null],
    ['another format', { ...profile, format: 'x' }],
    ['a version to come', { ...profile, version: 2 }],
    ['a negative count', { ...profile, rows: -1 }],
    ['more missing than rows', { ...profile, columns: [{ ...profile.columns[0], missing: 3 }] }],
    ['a sketch that is none', { ...profile, columns: [{ ...profile.columns[0], distinct: '0?' }] }],
    [
      'units that are code',
      { ...profile, columns: [{ ...profile.columns[0], sums: [{ units: 'alert()', exponent: 0 }] }] },
    ],
  ])('%s is refused', (_, value) => expect(() => parseProfile(value)).toThrow(/no profile of a dataset/))
})

test.each([0, 1, 100, 1000, 100_000])('%i different values are counted to 7 %%', count => {
  const { columns } = numbers(Array.from({ length: count }, (_, i) => Math.sqrt(i)))
  const [column] = columns
  if (column?.type !== 'number') throw new Error('no number')
  expect(Math.abs(estimateDistinct(column.distinct) - count)).toBeLessThanOrEqual(0.07 * count)
})

test('metrics of the first 50 columns go to history under stable names', async () => {
  const wide = profileOfColumns(
    Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`c${i}`, { type: 'number', values: [1, null, 0, 5] } as const]),
    ),
  )
  const recorded = new Map<string, number>()
  await recordProfiles({ record: async (name, value) => void recorded.set(name, value) }, { events: wide })
  expect(recorded.size).toBe(250)
  expect(recorded.get(profileMetric('events', 'c0', 'missing'))).toBe(0.25)
  expect(recorded.get('profile/events/c0/zeros')).toBe(0.25)
  expect(recorded.get('profile/events/c0/median')).toBe(1)
  expect(recorded.get('profile/events/c0/distinct')).toBe(1)
})
