import type { Bool, Expr, Num } from '@sluice/expr'
import type { EventMeasure, Measure, MeasureKind } from './measure.ts'
import type { EventColumns } from './event-columns.ts'
import { WindowInvalid } from './window-invalid.ts'

/** A window's length in days, or several: `[7, 28]` makes two columns, named `…_7d` and `…_28d`. */
export type Days = number | readonly number[]

/** Which events a measure is over. */
export interface WindowOptions<D extends Days = Days> {
  /**
   * Only events of the last so many days, `[asOf - days, asOf)`. A list makes one column for each, with the days in its
   * name; one number makes one column with the name as it is. Without it, all that the source looks back at.
   */
  readonly days?: D
  /** Moves the window back: it ends so many days before `asOf`. */
  readonly ago?: number
  /** Only events for which this is true. */
  readonly where?: Bool<null>
}

/** What `days` adds to a name. */
export type SuffixOf<D extends Days> = D extends readonly (infer N extends number)[] ? `_${N}d` : ''

/** What can be measured of the events of a key. An event with a missing value is left out, unless it is only counted. */
export interface Measures {
  /** How many events; 0 without any. */
  count<const D extends Days = number>(options?: WindowOptions<D>): Measure<number, SuffixOf<D>>
  /** The sum of a number, whatever the order of events; 0 without any. */
  sum<const D extends Days = number>(
    value: Num<null>,
    options?: WindowOptions<D>,
  ): Measure<number, SuffixOf<D>>
  mean<const D extends Days = number>(
    value: Num<null>,
    options?: WindowOptions<D>,
  ): Measure<number | null, SuffixOf<D>>
  smallest<const D extends Days = number>(
    value: Num<null>,
    options?: WindowOptions<D>,
  ): Measure<number | null, SuffixOf<D>>
  largest<const D extends Days = number>(
    value: Num<null>,
    options?: WindowOptions<D>,
  ): Measure<number | null, SuffixOf<D>>
  /** The standard deviation of a sample (n - 1); missing with fewer than two values, or an infinite one. */
  deviation<const D extends Days = number>(
    value: Num<null>,
    options?: WindowOptions<D>,
  ): Measure<number | null, SuffixOf<D>>
  /** The share of events for which `of` is true, from 0 to 1; missing without events. */
  share<const D extends Days = number>(
    of: Bool<null>,
    options?: WindowOptions<D>,
  ): Measure<number | null, SuffixOf<D>>
  /** How many different values; 0 without any. */
  distinct<const D extends Days = number>(
    value: Expr<unknown>,
    options?: WindowOptions<D>,
  ): Measure<number, SuffixOf<D>>
  /** The value of most events; of equally frequent ones the smallest. */
  mostFrequent<T, const D extends Days = number>(
    value: Expr<T>,
    options?: WindowOptions<D>,
  ): Measure<T | null, SuffixOf<D>>
  /** The value of the last event that has one; of events at the same instant the largest. */
  latest<T, const D extends Days = number>(
    value: Expr<T>,
    options?: WindowOptions<D>,
  ): Measure<T | null, SuffixOf<D>>
  /** The value of the first event that has one; of events at the same instant the smallest. */
  earliest<T, const D extends Days = number>(
    value: Expr<T>,
    options?: WindowOptions<D>,
  ): Measure<T | null, SuffixOf<D>>
  /** Days of 24 hours from the last event to `asOf`, with fractions (recency). */
  daysSinceLast<const D extends Days = number>(
    options?: WindowOptions<D>,
  ): Measure<number | null, SuffixOf<D>>
  /** Days of 24 hours from the first event to `asOf`, with fractions (tenure, as far as the source looks back). */
  daysSinceFirst<const D extends Days = number>(
    options?: WindowOptions<D>,
  ): Measure<number | null, SuffixOf<D>>
  /** The mean number of days from one event to the next; missing with fewer than two events. */
  meanGap<const D extends Days = number>(options?: WindowOptions<D>): Measure<number | null, SuffixOf<D>>
  /**
   * One measure divided by another, each of one window: a trend, a rate, a basket size. Missing where the divisor is 0
   * or a part is missing.
   */
  ratio(
    numerator: Measure<number | null, ''>,
    denominator: Measure<number | null, ''>,
  ): Measure<number | null, ''>
}

/** The measures over the events of one source. */
export function measuresOf(columns: EventColumns): Measures {
  const over = (kind: MeasureKind, value: Expr<unknown> | undefined, options: WindowOptions = {}) =>
    measure(columns, kind, value, options) as Measure<never, never>
  return Object.freeze({
    count: options => over('count', undefined, options),
    sum: (value, options) => over('sum', value, options),
    mean: (value, options) => over('mean', value, options),
    smallest: (value, options) => over('smallest', value, options),
    largest: (value, options) => over('largest', value, options),
    deviation: (value, options) => over('deviation', value, options),
    share: (of, options) => over('share', of, options),
    distinct: (value, options) => over('distinct', value, options),
    mostFrequent: (value, options) => over('most-frequent', value, options),
    latest: (value, options) => over('latest', value, options),
    earliest: (value, options) => over('earliest', value, options),
    daysSinceLast: options => over('days-since-last', undefined, options),
    daysSinceFirst: options => over('days-since-first', undefined, options),
    meanGap: options => over('mean-gap', undefined, options),
    ratio: (numerator, denominator) => ({
      kind: 'measure',
      columns: [
        {
          suffix: '',
          measure: {
            kind: 'ratio',
            numerator: single(columns, numerator),
            denominator: single(columns, denominator),
          },
        },
      ],
    }),
  } satisfies Measures)
}

const numeric: ReadonlySet<MeasureKind> = new Set(['sum', 'mean', 'smallest', 'largest', 'deviation'])

function measure(
  columns: EventColumns,
  kind: MeasureKind,
  value: Expr<unknown> | undefined,
  { days, ago = 0, where }: WindowOptions,
): Measure<unknown> {
  const type = numeric.has(kind) ? 'number' : kind === 'share' ? 'boolean' : undefined
  const base = {
    kind,
    ago: columns.checkDays('ago', ago, 0),
    ...(value && { value: columns.nodeOf(value, type) }),
    ...(where && { where: columns.nodeOf(where, 'boolean') }),
  }
  const windowOf = (length: number): EventMeasure => ({
    ...base,
    days: columns.checkWindow(length, ago),
  })
  if (days === undefined) return { kind: 'measure', columns: [{ suffix: '', measure: base }] }
  if (typeof days === 'number') {
    return { kind: 'measure', columns: [{ suffix: '', measure: windowOf(days) }] }
  }
  const list = days.map(length => ({ suffix: `_${length}d`, measure: windowOf(length) }))
  return { kind: 'measure', columns: list }
}

function single({ where }: EventColumns, { columns }: Measure<unknown>): EventMeasure {
  const [first] = columns
  if (columns.length !== 1 || first === undefined || first.suffix !== '' || first.measure.kind === 'ratio') {
    throw new WindowInvalid({
      where,
      reason: 'a ratio is of two measures of one window each: say `days: 28`, not `days: [28]`',
    })
  }
  return first.measure
}
