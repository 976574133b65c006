import { childrenOf, duckdb, selectSql, type ExprNode } from '@sluice/expr'
import { identifier, joinSql, rawSql, sql } from '../../sql/sql.ts'
import type { SqlFragment, SqlPart } from '../../sql/fragment.ts'

/** Named SQL expressions. */
export type Columns = Readonly<Record<string, string>>

/** The result of a statement, of one row. */
export type Answer = Readonly<Record<string, unknown>>

/** A part of the one statement of a stage. Names of columns are unique in the statement. */
export interface Question {
  /** Aggregates over all rows. */
  readonly aggregates?: Columns
  /** Aggregates over all rows that `centred` and `tables` can read by name. */
  readonly centres?: Columns
  /** Aggregates over all rows that read centres. */
  readonly centred?: Columns
  /** Queries of one row each, over {@link valuesTable} and {@link centresTable}. */
  readonly tables?: readonly string[]
}

const rowsTable = 'sluice_rows'
/** The rows with one column per expression that is measured. */
export const valuesTable = 'sluice_values'
/** The one row of all centres. */
export const centresTable = 'sluice_centres'
/** The number of rows. */
export const rowsColumn = 'sluice_count'

/** The columns of {@link valuesTable}, each expression once. */
export class ValueColumns {
  readonly #names = new Map<ExprNode, string>()

  /** The column of an expression. */
  of(node: ExprNode): string {
    const name = this.#names.get(node) ?? `v${this.#names.size}`
    this.#names.set(node, name)
    return name
  }

  /** SQL of the table. With `nanSafe`, NaN is missing. */
  sql(nanSafe: boolean): string {
    const outputs = Object.fromEntries([...this.#names].map(([node, name]) => [name, node]))
    // Read twice, the argument of a logarithm is computed once in an inner SELECT, and not by a lambda per row.
    const shared = Object.values(outputs).flatMap(logarithmArguments)
    const more = Object.fromEntries(shared.map((node, i) => [`shared_${i}`, node]))
    const all = { ...outputs, ...more }
    return this.#names.size === 0
      ? `SELECT 1 AS v FROM ${rowsTable}`
      : selectSql(duckdb, { outputs: all, from: rowsTable, nanSafe })
  }
}

function logarithmArguments(node: ExprNode): readonly ExprNode[] {
  const own = node.kind === 'call' && (node.op === 'log1p' || node.op === 'ln') ? node.args : []
  return [...own, ...childrenOf(node).flatMap(logarithmArguments)]
}

/** One statement that answers all questions in one row. `values` is SQL of the columns over a table expression. */
export function statementOf(
  questions: readonly Question[],
  values: string,
  rows: SqlPart,
): SqlFragment<Answer> {
  const merged = (part: 'aggregates' | 'centres' | 'centred') =>
    questions
      .flatMap(question => Object.entries(question[part] ?? {}))
      .map(([name, text]) => `${text} AS ${name}`)
  const [aggregates, centres, centred] = [merged('aggregates'), merged('centres'), merged('centred')]
  const tables = [
    `(SELECT ${[`count(*) AS ${rowsColumn}`, ...aggregates].join(', ')} FROM ${valuesTable})`,
    ...(centres.length > 0 ? [centresTable] : []),
    ...(centred.length > 0 ? [`(SELECT ${centred.join(', ')} FROM ${valuesTable}, ${centresTable})`] : []),
    ...questions.flatMap(({ tables = [] }) => tables.map(table => `(${table})`)),
  ]
  const centresSql =
    centres.length === 0
      ? ''
      : `, ${centresTable} AS MATERIALIZED (SELECT ${centres.join(', ')} FROM ${valuesTable})`
  const from = joinSql(
    tables.map((table, i) => sql`${rawSql(table)} ${identifier(`sluice_part_${i}`)}`),
    ', ',
  )
  const given = sql`${rawSql(rowsTable)} AS NOT MATERIALIZED (SELECT * FROM ${rows} sluice_given)`
  const measured = rawSql(`${valuesTable} AS NOT MATERIALIZED (${values})${centresSql}`)
  return sql<Answer>`WITH ${given}, ${measured} SELECT * FROM ${from}`
}

/** A number of an answer; what is missing there is NaN. */
export function numberIn(answer: Answer, name: string): number {
  const value = answer[name]
  return value === null || value === undefined ? Number.NaN : Number(value)
}

/** A list of an answer; of no rows it is empty. */
export function listIn<T>(answer: Answer, name: string): readonly T[] {
  return (answer[name] ?? []) as readonly T[]
}
