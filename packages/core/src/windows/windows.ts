import { columnRefs, type ColumnRefs } from '@sluice/expr'
import type { SourceView } from '../scoring/source-view.ts'
import { eventColumns } from './event-columns.ts'
import { keyedFeatures } from './keyed-sql.ts'
import type { KeyedFeatures } from './keyed-features.ts'
import { absentValue, type Measure } from './measure.ts'
import { measuresOf, type Measures } from './measures.ts'
import { WindowInvalid } from './window-invalid.ts'
import { windowSql } from './window-sql.ts'

/** Measures by the names they are declared with. */
export type NamedMeasures = Readonly<Record<string, Measure<unknown>>>

/** The columns of named measures: `{ orders: count({ days: [7, 28] }) }` has `orders_7d` and `orders_28d`. */
export type MeasuredColumns<M extends NamedMeasures> = {
  readonly [P in keyof M & string as `${P}${Exclude<M[P]['suffix'], undefined>}`]: Exclude<
    M[P]['value'],
    undefined
  >
}

/**
 * Features of the events of each key over windows that end at `asOf`, without SQL: recency, frequency, money, favourites
 * and trends. The source is cut at `asOf`. There is a row for every key with an event within the
 * look-back of the source; {@link joined} gives one to other keys.
 *
 * @throws WindowInvalid where the source has no time column, or a name, a column or a window is wrong.
 *
 * @example
 * ```ts
 * import { table, windows, type FeatureContext, type Source } from '@sluice/core'
 *
 * declare const orders: Source
 * const sources = () => ({
 *   orders: table(orders, {
 *     columns: { customer: 'text', at: 'timestamp', kind: 'text', amount: 'number?' },
 *     time: 'at',
 *     lookbackDays: 90,
 *   }),
 * })
 * const features = ({ orders }: FeatureContext<unknown, ReturnType<typeof sources>>) =>
 *   windows(orders, 'customer', (e, c) => ({
 *     visits: e.count({ days: [7, 28] }), // visits_7d, visits_28d
 *     spend: e.sum(c.amount, { days: 28, where: c.kind.equals('purchase') }), // spend
 *     recency: e.daysSinceLast(),
 *   }))
 * ```
 */
export function windows<R, const K extends keyof R & string, const M extends NamedMeasures>(
  events: SourceView<R>,
  key: K,
  declare: (measures: Measures, columns: ColumnRefs<R>) => M,
): KeyedFeatures<K, NonNullable<R[K]>, MeasuredColumns<M>> {
  const { name, declared, asOf } = events
  const { time } = declared
  if (time === undefined) {
    throw new WindowInvalid({ where: `source "${name}"`, reason: 'has no time column: declare `time`' })
  }
  const known = eventColumns(events)
  known.nodeOf(columnRefs<Record<string, never>>()[key] as never)
  const columns = Object.entries(declare(measuresOf(known), columnRefs<R>())).flatMap(
    ([prefix, { columns: own }]) =>
      own.map(({ suffix, measure }) => ({ name: `${prefix}${suffix}`, measure })),
  )
  return keyedFeatures({
    key,
    where: known.where,
    columns: columns.map(({ name: column, measure }) => ({ name: column, absent: absentValue(measure) })),
    query: windowSql({ rows: events, key, time, asOf, columns }),
  })
}
