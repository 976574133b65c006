import { binCategories, binColumn } from '../bins/columns.ts'
import { findEdges } from '../bins/edges.ts'
import type { TreeRows } from '../data/tree-rows.ts'

/** Columns as plain numbers; NaN is missing. Categories are indices. */
export interface Table {
  readonly numbers: Readonly<Record<string, readonly number[]>>
  /** Per column how many categories there are. */
  readonly categories?: Readonly<Record<string, number>>
  readonly target: readonly number[]
  readonly weight?: readonly number[]
}

/** Bins a table. The order of columns is that of `numbers`. */
export function rowsOf({ numbers, categories = {}, target, weight }: Table): TreeRows {
  const columns = Object.entries(numbers).map(([name, values]) => {
    const count = categories[name]
    if (count !== undefined) {
      const indices = Int32Array.from(values, value => (Number.isNaN(value) ? -1 : value))
      return binCategories(name, indices, count)
    }
    const doubles = Float64Array.from(values)
    return binColumn(name, doubles, findEdges(doubles))
  })
  const rows = { rows: target.length, columns, target: Float64Array.from(target) }
  return weight === undefined ? rows : { ...rows, weight: Float64Array.from(weight) }
}

/** Row `i` of a table. */
export function rowOf({ numbers }: Pick<Table, 'numbers'>, i: number): readonly number[] {
  return Object.values(numbers).map(values => values[i] as number)
}
