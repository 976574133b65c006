import { describe, expect, test } from 'vitest'
import { profileSimilarity, type ColumnProfile } from './column-profile.ts'
import { nameSimilarity } from './name-similarity.ts'
import { likelyRenames, type Candidate, type MissingColumn } from './renames.ts'

const profile = (mean: number, deviation = 10): ColumnProfile => ({
  type: 'number',
  missing: 0,
  mean,
  deviation,
  distinct: null,
})
const missing = (name: string, before?: ColumnProfile): MissingColumn => ({
  name,
  sourceName: name,
  type: 'number',
  ...(before && { before }),
})
const candidate = (name: string, rest: Partial<Candidate> = {}): Candidate => ({
  name,
  type: 'number',
  ...rest,
})
const found = (columns: readonly MissingColumn[], candidates: readonly Candidate[]) =>
  likelyRenames(columns, candidates).map(rename => `${rename.missing.name} → ${rename.candidate.name}`)

describe('likely renames', () => {
  test.each([
    ['like in content and new', candidate('order_value', { isNew: true, now: profile(41) }), true],
    ['like in content, there before', candidate('order_value', { isNew: false, now: profile(40) }), false],
    ['new, with other content', candidate('rate', { isNew: true, now: profile(0.01, 0.01) }), false],
    ['the same name in another case', candidate('AMOUNT', { now: profile(4000, 1000) }), false],
    [
      'the same name in another case, new',
      candidate('AMOUNT', { isNew: true, now: profile(4000, 1000) }),
      true,
    ],
    ['a similar name of another type', candidate('Amount', { type: 'text', isNew: true }), true],
    ['another name of another type', candidate('order_value', { type: 'text', isNew: true }), false],
  ] as const)('of a column with history: %s is one: %#', (_name, option, expected) => {
    expect(found([missing('amount', profile(40))], [option]).length > 0).toBe(expected)
  })

  test('a time column is found though rows are not cut without it and so look older', () => {
    const before = { ...profile(30), type: 'timestamp' } as const
    const now = { ...profile(900, 400), type: 'timestamp' } as const
    const at = { ...missing('occurred_at', before), type: 'timestamp' } as const
    const option = candidate('ts', { type: 'timestamp', isNew: true, now })
    expect(found([at], [option])).toEqual(['occurred_at → ts'])
    expect(found([at], [option, { ...option, name: 'loaded' }])).toEqual([])
  })

  test('a candidate is given to the column that it fits best, and to no other', () => {
    const columns = [missing('discount', profile(38)), missing('amount', profile(40))]
    expect(found(columns, [candidate('value', { isNew: true, now: profile(40) })])).toEqual([
      'amount → value',
    ])
  })

  test('a column goes to the best of several candidates', () => {
    const options = [30, 40, 55].map(mean => candidate(`c${mean}`, { isNew: true, now: profile(mean) }))
    expect(found([missing('amount', profile(41))], options)).toEqual(['amount → c40'])
  })
})

test.each([
  ['amount', 'Amount', 1],
  ['orderValue', 'order_value', 1],
  ['order value', 'ORDER-VALUE', 1],
  ['amount', 'amount_eur', 0.74],
  ['amount', 'amuont', 0.66],
  ['größe', 'grösse', 0.66],
  ['amount', 'order_value', 0],
  ['🛒', '🛒', 1],
  ['🛒', 'cart', 0],
])('%s and %s are alike by about %d', (a, b, expected) => {
  expect(nameSimilarity(a, b)).toBeCloseTo(expected, 1)
  expect(nameSimilarity(b, a)).toBe(nameSimilarity(a, b))
})

const text: ColumnProfile = { type: 'text', missing: 0, mean: 8, deviation: 1, distinct: 5 }
test.each([
  ['the same', text, 1],
  ['values missing that were there', { ...text, missing: 0.9 }, 0.1],
  ['many distinct values instead of five', { ...text, distinct: 5000 }, 0.03],
  ['longer text', { ...text, mean: 16 }, 0],
  ['another spread', { ...text, deviation: 49 }, 0.17],
  ['another type', { ...text, type: 'number' as const }, 0],
  ['nothing to compare', { ...text, mean: null }, undefined],
])('content that is %s', (_name, other, expected) => {
  const found = profileSimilarity(text, other)
  if (expected === undefined) expect(found).toBeUndefined()
  else expect(found).toBeCloseTo(expected, 1)
})
