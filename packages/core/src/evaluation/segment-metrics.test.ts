import { describe, expect, test } from 'vitest'
import type { ColumnData } from '@sluice/expr'
import { segmentLabels } from './segment-labels.ts'
import { segmentMetrics } from './segment-metrics.ts'

const numbers = (...values: readonly number[]) => Float64Array.from(values)
const day = 86_400_000_000

test.each<[string, ColumnData, readonly string[]]>([
  [
    'texts, the most frequent first',
    { type: 'text', values: ['b', 'a', 'b', null] },
    ['b', 'a', '(other values)', '(missing)'],
  ],
  [
    'truth values',
    { type: 'boolean', values: Uint8Array.of(1, 0, 0, 2) },
    ['no', 'yes', '(other values)', '(missing)'],
  ],
  [
    'days in their order',
    { type: 'timestamp', values: numbers(day, 0, day) },
    ['1970-01-01', '1970-01-02', '(other values)', '(missing)'],
  ],
  ['few numbers', { type: 'number', values: numbers(3, 1, 3, Number.NaN) }, ['1', '3', '(missing)']],
  [
    'many numbers, by quarter',
    { type: 'number', values: Float64Array.from({ length: 101 }, (_, i) => i) },
    ['≤ 25', '25 to 50', '50 to 75', '> 75', '(missing)'],
  ],
])('groups of %s', (_name, column, order) => {
  expect(segmentLabels(column).order).toEqual(order)
})

test('rare texts are together', () => {
  const values = Array.from({ length: 40 }, (_, i) => `v${Math.min(i, 14)}`)
  const { labels, order } = segmentLabels({ type: 'text', values })
  expect(order).toHaveLength(14)
  expect(labels.filter(label => label === '(other values)')).toHaveLength(3)
})

describe('metrics by group', () => {
  const rows = 80
  const target = Float64Array.from({ length: rows }, (_, i) => i % 2)
  const margin = target.map((value, i) => (i < 40 ? value : -value))
  const values = Array.from({ length: rows }, (_, i) => (i < 40 ? 'right' : 'wrong'))
  const of = { column: 'side', sample: 'later', task: 'binary', threshold: 0.5 } as const
  const { groups } = segmentMetrics(
    { target, margin, probability: margin.map(value => 0.5 + value / 4) },
    { type: 'text', values },
    of,
  )

  test('each group is judged by itself', () => {
    expect(groups.map(({ value, rows, auc, recall }) => [value, rows, auc?.value, recall])).toEqual([
      ['right', 40, 1, 1],
      ['wrong', 40, 0, 0],
    ])
  })

  test('a group with few rows of a class has no AUC', () => {
    const few = segmentMetrics(
      { target: target.slice(0, 18), margin: margin.slice(0, 18), probability: margin.slice(0, 18) },
      { type: 'text', values: values.slice(0, 18) },
      of,
    )
    expect(few.groups.map(({ rows, auc }) => [rows, auc])).toEqual([[18, null]])
  })
})
