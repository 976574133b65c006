import type { SqlFragment, SqlPart } from '../sql/fragment.ts'

/** Features by a key of type `V`, whatever the key's name; `C` is the row of the other columns. */
export interface KeyedRows<V, out C> extends SqlPart {
  /** The name of the key column. */
  readonly key: string
  /** The other columns, in order. */
  readonly columns: readonly KeyedColumn[]
  /** Type only. */
  readonly _?: { readonly keys: V; readonly columns: C }
}

/** One row per key. `K` is the name of the key column, `V` the type of keys, `C` the row of the other columns. */
export interface KeyedFeatures<K extends string, V, out C>
  extends KeyedRows<V, C>, SqlFragment<{ readonly [P in K]: V } & C> {
  readonly key: K
}

/** A column of features by key. */
export interface KeyedColumn {
  readonly name: string
  /** What a key without any row has: counts and sums are 0, everything else is missing. */
  readonly absent: 0 | null
}

/**
 * The row that a feature definition gives, for `model<…>`: of `features: …` of a scoring, or of the fragment itself.
 *
 * @example
 * ```ts
 * import { table, windows, type FeatureContext, type FeaturesOf, type Source } from '@sluice/core'
 *
 * declare const orders: Source
 * const sources = () => ({
 *   orders: table(orders, { columns: { customer: 'text', at: 'timestamp' }, time: 'at', lookbackDays: 90 }),
 * })
 * const features = ({ orders }: FeatureContext<unknown, ReturnType<typeof sources>>) =>
 *   windows(orders, 'customer', e => ({ orders: e.count({ days: [28, 90] }) }))
 * const row: FeaturesOf<typeof features> = { customer: 'ada', orders_28d: 2, orders_90d: 3 }
 * ```
 */
export type FeaturesOf<D> = D extends (context: never) => infer R ? RowOf<R> : RowOf<D>

type RowOf<Q> = Q extends { readonly row?: infer F } ? F : never
