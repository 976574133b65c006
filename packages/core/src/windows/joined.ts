import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import type { KeyedFeatures, KeyedRows } from './keyed-features.ts'
import { keyedFeatures } from './keyed-sql.ts'

/** The columns of joined features but the key. */
export type JoinedColumns<P> = P extends readonly [
  { readonly _?: { readonly columns: infer C } },
  ...infer Rest,
]
  ? C & JoinedColumns<Rest>
  : unknown

/** Which keys get a row. */
export interface JoinOptions {
  /** `first`: those of the first part. `any`: those of any part. Default `first`. */
  readonly keys?: 'first' | 'any'
}

/**
 * Features of several sources in one row per key. The keys are those of the first part: with profiles first every
 * customer gets a row, with windows first those that had an event. What a part does not have for a key is 0 for counts
 * and sums, and missing for everything else.
 *
 * @throws WindowInvalid where two parts have a column of the same name.
 *
 * @example
 * ```ts
 * import { attributes, joined, windows, type SourceView } from '@sluice/core'
 *
 * const features = (
 *   customers: SourceView<{ id: string; tier: string | null }>,
 *   orders: SourceView<{ customer: string; at: Date }>,
 * ) =>
 *   joined([
 *     attributes(customers, 'id', c => ({ tier: c.tier })),
 *     windows(orders, 'customer', e => ({ orders: e.count({ days: [28] }) })),
 *   ])
 * ```
 */
export function joined<const K extends string, V, C, const P extends readonly KeyedRows<V, unknown>[]>(
  parts: readonly [KeyedFeatures<K, V, C>, ...P],
  { keys = 'first' }: JoinOptions = {},
): KeyedFeatures<K, V, C & JoinedColumns<P>> {
  const [first, ...rest] = parts
  const others = rest.map((part, i) => ({ part, alias: `p${i + 2}` }))
  const keyOf = (upTo: number): SqlPart => {
    const all = [
      sql`p1.${identifier(first.key)}`,
      ...others.slice(0, upTo).map(({ part, alias }) => sql`${rawSql(alias)}.${identifier(part.key)}`),
    ]
    return all.length === 1 || keys === 'first' ? (all[0] as SqlPart) : sql`coalesce(${joinSql(all, ', ')})`
  }
  const columns = [{ part: first, alias: 'p1' }, ...others].flatMap(({ part, alias }) =>
    part.columns.map(({ name, absent }) => {
      const value = sql`${rawSql(alias)}.${identifier(name)}`
      return sql`${absent === 0 ? sql`coalesce(${value}, 0)` : value} AS ${identifier(name)}`
    }),
  )
  const joins = others.map(
    ({ part, alias }, i) =>
      sql`${rawSql(keys === 'any' ? 'FULL' : 'LEFT')} JOIN (
${part}
) ${rawSql(alias)} ON ${rawSql(alias)}.${identifier(part.key)} = ${keyOf(i)}`,
  )
  return keyedFeatures({
    key: first.key,
    where: 'joined features',
    columns: parts.flatMap(part => part.columns),
    query: sql`SELECT ${joinSql([sql`${keyOf(others.length)} AS ${identifier(first.key)}`, ...columns], ',\n')}
FROM (
${first}
) p1
${joinSql(joins, '\n')}`,
  })
}
