import { duckdb, exprSql, typeOf, type ExprNode } from '@sluice/expr'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'
import type { AsOf } from '../time/as-of.ts'
import type { ColumnMeasure, EventMeasure, MeasureKind } from './measure.ts'

/** What window features are computed of. */
export interface WindowRows {
  readonly rows: SqlPart
  readonly key: string
  readonly time: string
  readonly asOf: AsOf
  readonly columns: readonly { readonly name: string; readonly measure: ColumnMeasure }[]
}

/**
 * One scan of the events: values and conditions are computed once per event in an inner SELECT, and every column is an
 * aggregate with a filter. Most frequent values are counted by value first, in a scan of their own.
 */
export function windowSql(windowed: WindowRows): SqlFragment {
  const { key, asOf, columns } = windowed
  const inner = new InnerColumns(windowed)
  const counted = new CountedValues(windowed)
  const grouped: SqlFragment[] = []
  const outer = columns.map(({ name, measure }, i) => {
    if (measure.kind === 'most-frequent') return sql`${counted.column(measure)} AS ${identifier(name)}`
    grouped.push(sql`${columnSql(measure, inner, asOf)} AS ${rawSql(`a${i}`)}`)
    return sql`${rawSql(`a${i}`)} AS ${identifier(name)}`
  })
  return sql`SELECT ${joinSql([sql`g.k AS ${identifier(key)}`, ...outer], ',\n')}
FROM (
SELECT ${joinSql([rawSql('k'), ...grouped], ',\n')}
FROM (
${inner.select()}
) events
GROUP BY k
) g${counted.join()}`
}

/** The values and conditions of the inner SELECT, each once. */
class InnerColumns {
  readonly list: SqlFragment[] = []
  readonly #names = new Map<string, string>()
  readonly #rows: WindowRows
  readonly #time: SqlPart

  constructor(rows: WindowRows) {
    this.#rows = rows
    this.#time = identifier(rows.time)
  }

  /** Events that have a key. */
  select(): SqlFragment {
    const { rows, key } = this.#rows
    return sql`SELECT ${joinSql([sql`${identifier(key)} AS k`, sql`${this.#time} AS t`, ...this.list], ',\n')}
FROM ${rows} events
WHERE ${identifier(key)} IS NOT NULL`
  }

  value(node: ExprNode): string {
    const written = exprSql(duckdb, node)
    // -0 and 0 are one value; adding 0 makes them one number.
    const text = typeOf(node) === 'number' ? `(${written}) + 0e0` : written
    return this.#named(text, 'v', () => rawSql(text))
  }

  /** Values as integers, whose sums do not depend on the order of events. */
  integer(node: ExprNode): string {
    const value = this.value(node)
    const text = `CAST(CASE WHEN abs(${value}) < ${limit} THEN ${value} * ${unit} END AS HUGEINT)`
    return this.#named(text, 'i', () => rawSql(text))
  }

  /** The condition that an event is in the window of a measure; undefined when every event is. */
  condition({ where, days, ago }: EventMeasure): string | undefined {
    const text = where === undefined ? '' : exprSql(duckdb, where)
    if (text === '' && days === undefined && ago === 0) return undefined
    return this.#named(`${days} ${ago} ${text}`, 'c', () => {
      const end = this.#rows.asOf.minusDays(ago)
      const parts = [
        ...(days === undefined ? [] : [sql`${this.#time} >= ${end.minusDays(days)}`]),
        ...(ago === 0 ? [] : [sql`${this.#time} < ${end}`]),
        ...(text === '' ? [] : [rawSql(`(${text})`)]),
      ]
      return joinSql(parts, ' AND ')
    })
  }

  #named(text: string, prefix: string, make: () => SqlFragment): string {
    const known = this.#names.get(`${prefix} ${text}`)
    if (known !== undefined) return known
    const fragment = make()
    const name = `${prefix}${this.#names.size + 1}`
    this.#names.set(`${prefix} ${text}`, name)
    this.list.push(sql`${fragment} AS ${rawSql(name)}`)
    return name
  }
}

/** The values of a column by key with how often they occur, each value of a definition once. */
class CountedValues {
  readonly #rows: WindowRows
  readonly #byValue = new Map<string, { readonly inner: InnerColumns; readonly counts: string[] }>()

  constructor(rows: WindowRows) {
    this.#rows = rows
  }

  /** The most frequent value of a measure: of equally frequent ones the smallest. */
  column(measure: EventMeasure & { readonly value?: ExprNode }): SqlFragment {
    const value = measure.value as ExprNode
    const text = exprSql(duckdb, value)
    const counted = this.#byValue.get(text) ?? { inner: new InnerColumns(this.#rows), counts: [] }
    this.#byValue.set(text, counted)
    counted.inner.value(value)
    const filter = filterOf(counted.inner.condition(measure))
    const table = `m${[...this.#byValue.keys()].indexOf(text) + 1}`
    return rawSql(`${table}.n${counted.counts.push(`count(*)${filter}`)}`)
  }

  join(): SqlFragment {
    const joins = [...this.#byValue.values()].map(({ inner, counts }, i) => {
      const counted = counts.map((count, n) => `${count} AS n${n + 1}`)
      const best = counts.map(
        (_, n) =>
          `min(CASE WHEN n${n + 1} > 0 THEN struct_pack(n := -n${n + 1}, v := v1) END).v AS n${n + 1}`,
      )
      return sql`
LEFT JOIN (
SELECT k, ${rawSql(best.join(',\n'))}
FROM (
SELECT k, v1, ${rawSql(counted.join(',\n'))}
FROM (
${inner.select()}
) events
WHERE v1 IS NOT NULL
GROUP BY k, v1
) counted
GROUP BY k
) ${rawSql(`m${i + 1}`)} ON ${rawSql(`m${i + 1}`)}.k = g.k`
    })
    return joinSql(joins, '')
  }
}

const filterOf = (condition: string | undefined) =>
  condition === undefined ? '' : ` FILTER (WHERE ${condition})`

function columnSql(measure: ColumnMeasure, inner: InnerColumns, asOf: AsOf): SqlFragment {
  if (measure.kind !== 'ratio') return measureSql(measure, inner, asOf)
  const numerator = measureSql(measure.numerator, inner, asOf)
  const denominator = measureSql(measure.denominator, inner, asOf)
  return sql`CAST(${numerator} AS DOUBLE) / nullif(${denominator}, 0)`
}

function measureSql(measure: EventMeasure, inner: InnerColumns, asOf: AsOf): SqlFragment {
  const filter = filterOf(inner.condition(measure))
  const value = measure.value === undefined ? 't' : inner.value(measure.value)
  const integer = () => (measure.value === undefined ? 't' : inner.integer(measure.value))
  const aggregate = aggregates[measure.kind]({ value, integer, filter })
  if (measure.kind !== 'days-since-last' && measure.kind !== 'days-since-first') return rawSql(aggregate)
  return sql`(epoch_us(CAST(${asOf} AS TIMESTAMP)) - epoch_us(${rawSql(aggregate)})) / ${rawSql(dayMicros)}`
}

interface Aggregated {
  readonly value: string
  readonly integer: () => string
  readonly filter: string
}

const dayMicros = duckdb.number(86_400_000_000)
/** Integers stand for 2 to the -56; numbers from 2 to the 44 (17 trillion) on are added as they are. */
const [unit, limit] = [duckdb.number(2 ** 56), duckdb.number(2 ** 44)]

const sumOf = ({ value, integer, filter }: Aggregated) =>
  `CASE WHEN max(abs(${value}))${filter} >= ${limit} THEN sum(${value})${filter} ELSE coalesce(CAST(sum(${integer()})${filter} AS DOUBLE) / ${unit}, 0e0) END`

const aggregates: Readonly<Record<MeasureKind, (over: Aggregated) => string>> = {
  count: ({ filter }) => `count(*)${filter}`,
  sum: sumOf,
  mean: over => `${sumOf(over)} / nullif(count(${over.value})${over.filter}, 0)`,
  smallest: ({ value, filter }) => `min(${value})${filter}`,
  largest: ({ value, filter }) => `max(${value})${filter}`,
  // DuckDB stops a query whose deviation overflows.
  deviation: ({ value, filter }) =>
    `CASE WHEN max(abs(${value}))${filter} < 1e150 THEN stddev_samp(CASE WHEN abs(${value}) < 1e150 THEN ${value} END)${filter} END`,
  share: ({ value, filter }) =>
    `CAST(count(CASE WHEN ${value} THEN 1 END)${filter} AS DOUBLE) / nullif(count(*)${filter}, 0)`,
  distinct: ({ value, filter }) => `count(DISTINCT ${value})${filter}`,
  // Counted by value: mode() of ordered values would keep every event in memory.
  'most-frequent': ({ value, filter }) =>
    `list_sort(list_transform(map_entries(histogram(${value})${filter}), lambda e: struct_pack(n := -CAST(e.value AS BIGINT), v := e.key)))[1].v`,
  latest: ({ value, filter }) =>
    `max(CASE WHEN ${value} IS NOT NULL THEN struct_pack(t := t, v := ${value}) END)${filter}.v`,
  earliest: ({ value, filter }) =>
    `min(CASE WHEN ${value} IS NOT NULL THEN struct_pack(t := t, v := ${value}) END)${filter}.v`,
  'days-since-last': ({ filter }) => `max(t)${filter}`,
  'days-since-first': ({ filter }) => `min(t)${filter}`,
  'mean-gap': ({ filter }) =>
    `(epoch_us(max(t)${filter}) - epoch_us(min(t)${filter})) / ${dayMicros} / nullif(count(*)${filter} - 1, 0)`,
}
