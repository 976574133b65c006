import { columnName, columnsOf, nodeOf, typed, type DataType, type Expr, type ExprNode } from '@sluice/expr'
import type { SourceView } from '../scoring/source-view.ts'
import { WindowInvalid } from './window-invalid.ts'

/** The columns of a source as expressions over them need to know them. */
export interface EventColumns {
  /** The source, for messages. */
  readonly where: string
  /** The node of an expression over the source's columns. */
  nodeOf(expr: Expr<unknown>, type?: DataType): ExprNode
  /** A whole number of days, at least `least`. */
  checkDays(option: string, days: number, least: 0 | 1): number
  /** The length of a window that the source looks back far enough for. */
  checkWindow(days: number, ago: number): number
}

/** Looks expressions and windows up in what is declared of a source. */
export function eventColumns(view: SourceView, more: Readonly<Record<string, DataType>> = {}): EventColumns {
  const { name, declared } = view
  const where = `source "${name}"`
  const invalid = (reason: string) => new WindowInvalid({ where, reason })
  const types = new Map([
    ...declared.schema.columns.map(column => [column.name, column.type] as const),
    ...Object.entries(more),
  ])
  const typeOf = (column: string) => {
    const type = types.get(column)
    if (type !== undefined) return type
    throw invalid(
      `has no column "${column}" (it has ${declared.schema.columns.map(each => each.name).join(', ')})`,
    )
  }
  const checkDays = (option: string, days: number, least: 0 | 1) => {
    if (Number.isSafeInteger(days) && days >= least) return days
    throw invalid(`${option} is ${days}, but must be a whole number of days from ${least}`)
  }
  return {
    where,
    checkDays,
    nodeOf: (expr, type) => {
      const bare = columnName(expr)
      const node = bare === undefined ? nodeOf(expr, type) : nodeOf(typed(expr, typeOf(bare)), type)
      for (const column of columnsOf(node)) {
        const known = typeOf(column.name)
        if (known === column.type) continue
        throw invalid(`its column "${column.name}" is ${known}, but is used as ${column.type}`)
      }
      return node
    },
    checkWindow: (days, ago) => {
      checkDays('days', days, 1)
      const { lookbackDays } = declared
      if (lookbackDays === undefined || days + ago <= lookbackDays) return days
      throw invalid(
        `a window begins ${days + ago} days before asOf, but the source looks back ${lookbackDays}: raise its lookbackDays, or shorten the window`,
      )
    },
  }
}
