import { describe, expect, test } from 'vitest'
import type { InputColumn, ScoringPolicy } from '@sluice/core'
import { rowCheck, type RowIssue } from './row-check.ts'
import { strictPolicy } from './scoring-policy.ts'

const base = { nullable: true } as const
const counted = { rows: 10, missing: 0 } as const
const input: readonly InputColumn[] = [
  { ...base, name: 'spend', type: 'number', statistics: { ...counted, min: 0, max: 100 } },
  {
    ...base,
    name: 'channel',
    type: 'text',
    statistics: {
      ...counted,
      distinct: 2,
      top: [
        { value: 'web', count: 7 },
        { value: 'store', count: 3 },
      ],
    },
  },
  {
    ...base,
    name: 'city',
    type: 'text',
    statistics: { ...counted, distinct: 900, top: [{ value: 'Bonn', count: 3 }] },
  },
  { ...base, name: 'at', type: 'timestamp', statistics: { ...counted, min: 0, max: 1 } },
  {
    ...base,
    name: 'vip',
    type: 'boolean',
    statistics: { ...counted, distinct: 1, top: [{ value: 'true', count: 10 }] },
  },
]
const good = { spend: 5, channel: 'web', city: 'Köln', at: '2026-03-16T06:00:00Z', vip: true }

function found(change: Readonly<Record<string, unknown>>, policy: Partial<ScoringPolicy> = {}) {
  const { refused, warnings } = rowCheck(input, { ...strictPolicy, ...policy })({ ...good, ...change })
  const short = ({ column, problem }: RowIssue) => `${problem} ${column}`
  return [refused === undefined ? '' : short(refused), warnings.map(short).join(', ')]
}

describe('a row', () => {
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['as in training', {}, ['', '']],
    ['with gaps', { spend: null, channel: null, at: null, vip: null }, ['', '']],
    ['with a number as text', { spend: '5' }, ['type spend', '']],
    ['with a text as number', { channel: 5 }, ['type channel', '']],
    ['with a truth value as number', { vip: 1 }, ['type vip', '']],
    ['with a list', { city: ['Bonn'] }, ['type city', '']],
    ['with an instant without offset', { at: '2026-03-16T06:00:00' }, ['type at', '']],
    ['with an instant that is none', { at: '2026-02-31T25:00:00Z' }, ['type at', '']],
    ['with an instant as number', { at: 1_773_640_800_000 }, ['type at', '']],
    ['above the training range', { spend: 1e308 }, ['', 'out-of-domain spend']],
    ['with an unknown category', { channel: 'Web' }, ['', 'out-of-domain channel']],
    ['with a category where not all are known', { city: 'Nowhere' }, ['', '']],
    ['with a truth value that training did not have', { vip: false }, ['', 'out-of-domain vip']],
    ['with a column that is not read', { spent: 5 }, ['unknown spent', '']],
    [
      'with a column of prototypes',
      JSON.parse('{"__proto__": {"spend": 1}}') as Record<string, unknown>,
      ['unknown __proto__', ''],
    ],
  ])('%s', (_name, change, expected) => {
    expect(found(change)).toEqual(expected)
  })

  test('without a column is refused, and a null is not the absence of one', () => {
    const { spend: _spend, ...rest } = good
    const check = rowCheck(input, strictPolicy)
    expect(check(rest).refused?.message).toBe('"spend" is not in the row; give null where there is no value')
    expect(check(Object.assign(Object.create({ spend: 5 }) as object, rest)).refused?.problem).toBe('absent')
  })
})

test.each<[Partial<ScoringPolicy>, Readonly<Record<string, unknown>>, readonly string[]]>([
  [{ unknown: 'report' }, { spent: 5 }, ['', 'unknown spent']],
  [{ unknown: 'accept' }, { spent: 5 }, ['', '']],
  [{ outOfDomain: 'refuse' }, { spend: -1 }, ['out-of-domain spend', '']],
  [{ outOfDomain: 'accept' }, { spend: -1 }, ['', '']],
  [{ unknown: 'report', outOfDomain: 'accept' }, { spend: 'x', other: 1 }, ['type spend', 'unknown other']],
])('with the policy %o the row %o has %j', (policy, change, expected) => {
  expect(found(change, policy)).toEqual(expected)
})

test('instants become dates, and the row that came is not changed', () => {
  const row = { ...good }
  const { values } = rowCheck(input, strictPolicy)(row)
  expect(values['at']).toEqual(new Date('2026-03-16T06:00:00Z'))
  expect(row).toEqual(good)
})

test('messages name the column, the value and what was expected, and are cut', () => {
  const check = rowCheck(input, strictPolicy)
  expect(check({ ...good, at: '16.3.2026' }).refused?.message).toBe(
    '"at" must be a timestamp such as "2026-03-16T06:00:00Z", and is "16.3.2026"',
  )
  expect(check({ ...good, channel: 'x'.repeat(1000) }).warnings[0]?.message.length).toBeLessThan(130)
  expect(check({ ...good, spend: 101 }).warnings[0]?.message).toBe(
    '"spend" is 101, which training did not have: training had 0 to 100',
  )
})
