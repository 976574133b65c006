import { columnRefs, duckdb, exprSql, type ColumnRefs, type Expr, type Time } from '@sluice/expr'
import type { SourceView } from '../scoring/source-view.ts'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import { eventColumns } from './event-columns.ts'
import type { KeyedFeatures } from './keyed-features.ts'
import { keyedFeatures } from './keyed-sql.ts'
import { WindowInvalid } from './window-invalid.ts'

/** Expressions by the names of their columns. */
export type NamedExpressions = Readonly<Record<string, Expr<unknown>>>

/** The columns of named expressions. A key need not be in the table, so every one may be missing. */
export type AttributeColumns<M extends NamedExpressions> = {
  readonly [P in keyof M & string]: Exclude<M[P]['_'], undefined> | null
}

/**
 * Columns of a table with one row per key, such as profiles, to be joined with windows. The table must be declared with
 * this key, so that it is checked to be unique.
 *
 * @throws WindowInvalid where the key is not the declared one, or a name or a column is wrong.
 *
 * @example
 * ```ts
 * import { attributes, table, type FeatureContext, type Source } from '@sluice/core'
 *
 * declare const customers: Source
 * const sources = () => ({
 *   customers: table(customers, { columns: { id: 'text', tier: 'text?', since: 'timestamp?' }, key: ['id'] }),
 * })
 * const features = ({ customers }: FeatureContext<unknown, ReturnType<typeof sources>>) =>
 *   attributes(customers, 'id', (c, asOf) => ({ tier: c.tier, tenure: c.since.daysUntil(asOf) }))
 * ```
 */
export function attributes<R, const K extends keyof R & string, const M extends NamedExpressions>(
  rows: SourceView<R>,
  key: K,
  declare: (columns: ColumnRefs<R>, asOf: Time) => M,
): KeyedFeatures<K, NonNullable<R[K]>, AttributeColumns<M>> {
  const { declared, asOf } = rows
  const known = eventColumns(rows, { [asOfColumn]: 'timestamp' })
  if (declared.key?.length !== 1 || declared.key[0] !== key) {
    const reason = `declare \`key: ['${key}']\`, so that the table is checked to have one row for each`
    throw new WindowInvalid({ where: known.where, reason })
  }
  const expressions = declare(columnRefs<R>(), columnRefs<{ [asOfColumn]: Date }>()[asOfColumn])
  const columns = Object.entries(expressions).map(([name, expr]) => ({
    name,
    text: exprSql(duckdb, known.nodeOf(expr)),
  }))
  const list = columns.map(({ name, text }) => sql`${rawSql(text)} AS ${identifier(name)}`)
  return keyedFeatures({
    key,
    where: known.where,
    columns: columns.map(({ name }) => ({ name, absent: null })),
    query: sql`SELECT ${joinSql([identifier(key), ...list], ',\n')}
FROM (SELECT *, CAST(${asOf} AS TIMESTAMP) AS ${identifier(asOfColumn)} FROM ${rows} r) r
WHERE ${identifier(key)} IS NOT NULL`,
  })
}

const asOfColumn = '__as_of'
