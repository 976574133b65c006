import { identifier } from '../sql/sql.ts'
import type { SqlPart, SqlWriter } from '../sql/fragment.ts'
import type { AsOf } from '../time/as-of.ts'
import type { SourceTable } from './source-table.ts'

/** A source as feature SQL sees it: only rows that happened, and were known, strictly before `asOf`. */
export interface SourceView<out R = unknown> extends SqlPart {
  readonly kind: 'source-view'
  /** The name that the pipeline gives the source. */
  readonly name: string
  readonly declared: SourceTable
  /** Where it is cut. */
  readonly asOf: AsOf
  readonly row?: R
}

/** A source as label SQL sees it: the same view, and explicit windows after `asOf`. */
export interface LabelView<out R = unknown> extends SourceView<R> {
  /** Rows with `from <= time < to`. */
  between(from: AsOf, to: AsOf): SqlPart
}

/** Sources by the names the pipeline gives them. */
export type SourceTables = Readonly<Record<string, SourceTable>>

/** The views of sources in feature SQL. */
export type FeatureViews<S extends SourceTables> = {
  readonly [K in keyof S]: SourceView<NonNullable<S[K]['row']>>
}

/** The views of sources in label SQL. */
export type LabelViews<S extends SourceTables> = {
  readonly [K in keyof S]: LabelView<NonNullable<S[K]['row']>>
}

/** Gives the rows of a source before any cut: a dataset, or an empty table when SQL is only bound. */
export type Underlying = (name: string) => SqlPart

/** Views for feature SQL, cut at `asOf`. */
export function featureViews<S extends SourceTables>(
  sources: S,
  underlying: Underlying,
  asOf: AsOf,
): FeatureViews<S> {
  return eachSource(sources, (name, declared) =>
    view(name, declared, underlying(name), asOf),
  ) as FeatureViews<S>
}

/** Views for label SQL; `onWindow` hears the end of each window that is asked for. */
export function labelViews<S extends SourceTables>(
  sources: S,
  underlying: Underlying,
  asOf: AsOf,
  onWindow: (to: AsOf) => void,
): LabelViews<S> {
  return eachSource(sources, (name, declared) => ({
    ...view(name, declared, underlying(name), asOf),
    between(from: AsOf, to: AsOf) {
      onWindow(to)
      return windowOf(name, declared, underlying(name), from, to)
    },
  })) as LabelViews<S>
}

function view(name: string, declared: SourceTable, rows: SqlPart, asOf: AsOf): SourceView {
  const { time, knownAt, lookbackDays } = declared
  const from = time !== undefined && lookbackDays !== undefined ? asOf.minusDays(lookbackDays) : undefined
  return {
    kind: 'source-view',
    sqlPart: true,
    name,
    declared,
    asOf,
    render: into => {
      select(into, declared, rows)
      const conditions: Condition[] = []
      if (time !== undefined) conditions.push([time, '<', asOf])
      if (time !== undefined && from !== undefined) conditions.push([time, '>=', from])
      if (knownAt !== undefined) conditions.push([knownAt, '<', asOf])
      where(into, conditions)
    },
  }
}

function windowOf(name: string, declared: SourceTable, rows: SqlPart, from: AsOf, to: AsOf): SqlPart {
  const { time } = declared
  if (time === undefined) {
    throw new TypeError(`source "${name}" has no time column: declare \`time\` to use between()`)
  }
  return {
    sqlPart: true,
    render: into => {
      select(into, declared, rows)
      where(into, [
        [time, '>=', from],
        [time, '<', to],
      ])
    },
  }
}

type Condition = readonly [column: string, operator: '<' | '>=', bound: AsOf]

function select(into: SqlWriter, declared: SourceTable, rows: SqlPart): void {
  into.text('(SELECT ')
  declared.schema.columns.forEach(({ name }, i) => {
    if (i > 0) into.text(', ')
    identifier(name).render(into)
  })
  into.text(' FROM ')
  rows.render(into)
}

function where(into: SqlWriter, conditions: readonly Condition[]): void {
  conditions.forEach(([column, operator, bound], i) => {
    into.text(i === 0 ? ' WHERE ' : ' AND ')
    identifier(column).render(into)
    into.text(` ${operator} `)
    bound.render(into)
  })
  into.text(')')
}

function eachSource<T>(sources: SourceTables, make: (name: string, declared: SourceTable) => T) {
  return Object.fromEntries(Object.entries(sources).map(([name, declared]) => [name, make(name, declared)]))
}
