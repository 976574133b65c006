import { columnsOf, compileBest, type ColumnData, type ExprNode } from '@sluice/expr'
import type { Feature } from '../transforms/transform.ts'
import type { RawSample } from './raw-sample.ts'
import { rounded } from './rounded.ts'

/** Features of some rows: numbers, or the index of an indicator or category (NaN for none). */
export function featureValues(features: readonly Feature[], sample: RawSample): readonly Float64Array[] {
  const outputs = Object.fromEntries(features.map((feature, i) => [`f${i}`, exprOf(feature)]))
  const computed = compileBest(outputs).batch(sample.columns, sample.rows)
  return features.map((_, i) => computed[`f${i}`]?.values as Float64Array)
}

/** The expression of a feature that scoring uses. */
export function exprOf(feature: Feature): ExprNode {
  return feature.kind === 'value' ? feature.expr : feature.code
}

/** What a person sees of a feature: the raw column where it reads only one, else its own value. */
export interface ShownFeature {
  readonly name: string
  text(row: number): string
  /** From 0, the smallest of the rows, to 1; null where the value has no order or is missing. */
  level(row: number): number | null
}

/** Features as people see them. */
export function shownFeature(feature: Feature, values: Float64Array, sample: RawSample): ShownFeature {
  const read = columnsOf(exprOf(feature))
  const [only] = read.length === 1 ? read : []
  const column: ColumnData =
    only === undefined ? { type: 'number', values } : (sample.columns[only.name] as ColumnData)
  const levels = column.type === 'number' || column.type === 'timestamp' ? levelsOf(column.values) : undefined
  return { name: feature.name, text: row => textAt(column, row), level: row => levels?.[row] ?? null }
}

function textAt(column: ColumnData, row: number): string {
  const value = column.values[row]
  if (column.type === 'text') return column.values[row] ?? 'missing'
  if (column.type === 'boolean') return value === 2 ? 'missing' : value === 1 ? 'yes' : 'no'
  if (Number.isNaN(value)) return 'missing'
  if (column.type === 'timestamp') return new Date(Number(value) / 1000).toISOString().slice(0, 10)
  return String(rounded(Number(value), 4))
}

/** The rank of each value as a share; equal values have the middle of their ranks. */
function levelsOf(values: Float64Array): readonly (number | null)[] {
  const order = [...values.keys()]
    .filter(i => !Number.isNaN(values[i]))
    .toSorted((a, b) => (values[a] as number) - (values[b] as number))
  const levels = Array.from<unknown, number | null>(values, () => null)
  for (let start = 0; start < order.length;) {
    let end = start + 1
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++
    const level = order.length < 2 ? 0.5 : (start + end - 1) / 2 / (order.length - 1)
    for (let k = start; k < end; k++) levels[order[k] as number] = level
    start = end
  }
  return levels
}
