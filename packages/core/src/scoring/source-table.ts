import type { DataType } from '@sluice/expr'
import type { CheckDefinition } from '../checks/check.ts'
import type { ColumnPolicy } from '../contract/column-policy.ts'
import type { Contract } from '../contract/contract.ts'
import type { ColumnSchema, TableSchema } from '../schema/table-schema.ts'
import type { Source } from '../sources/source.ts'

/** The type a column must have; with `?` it may be missing in some rows. */
export type ColumnSpec = DataType | `${DataType}?`

/** The row type of column specifications: `{ spend: 'number?' }` is `{ spend: number | null }`. */
export type RowOfSpecs<S extends Readonly<Record<string, ColumnSpec>>> = {
  readonly [K in keyof S]: S[K] extends `${infer T extends DataType}?`
    ? ValueOf<T> | null
    : S[K] extends DataType
      ? ValueOf<S[K]>
      : never
}

type ValueOf<T extends DataType> = { number: number; text: string; boolean: boolean; timestamp: Date }[T]

/** What a pipeline expects of a source and how time enters it. */
export interface TableOptions<S extends Readonly<Record<string, ColumnSpec>>> {
  /** The columns the pipeline reads, with their types. Anything else at the source is left there. */
  readonly columns: S
  /** The column that says when a row happened. With it, the framework cuts the source at `asOf`. */
  readonly time?: keyof S & string
  /** The column that says when a row became known (was loaded). Rows known later than `asOf` are cut too. */
  readonly knownAt?: keyof S & string
  /** How many days before `asOf` features may look at; needed with `time`. */
  readonly lookbackDays?: number
  /** Columns that identify a row; checked to be unique. */
  readonly key?: readonly (keyof S & string)[]
  /** Where a client names a column otherwise: `{ amount: 'order_value' }` reads `order_value` as `amount`. */
  readonly mapping?: Readonly<Partial<Record<keyof S & string, string>>>
  /** What to do about columns that are not declared. Default `allow`: they are ignored. */
  readonly unexpected?: 'allow' | 'warn' | 'block'
  /** Newest row at most this many hours older than `asOf`; default 48 with a time column. */
  readonly freshWithinHours?: number
  /** Checks beyond the default ones. */
  readonly expect?: readonly CheckDefinition[]
  /**
   * Whether the default checks are made: number of rows, emptiness, copies of earlier loads, key, missing values, freshness,
   * joins. Default true. With false only the columns are checked, and what `expect` says.
   */
  readonly defaults?: boolean
}

/** What a pipeline expects of a source whose columns and policies stand in a contract. */
export type ContractTableOptions<S extends Specs> = Omit<TableOptions<S>, 'columns' | 'unexpected'>

type Specs = Readonly<Record<string, ColumnSpec>>

/** A source with what the pipeline expects of it. `R` is the row type. */
export interface SourceTable<out R = unknown> {
  readonly kind: 'source-table'
  readonly source: Source
  readonly schema: TableSchema
  readonly time?: string
  readonly knownAt?: string
  readonly lookbackDays?: number
  readonly key?: readonly string[]
  readonly mapping: Readonly<Record<string, string>>
  readonly unexpected: 'allow' | 'warn' | 'block'
  readonly freshWithinHours: number
  readonly expect: readonly CheckDefinition[]
  readonly defaults: boolean
  readonly contract?: Contract
  readonly row?: R
}

/**
 * Declares what a pipeline reads from a source: columns with types, the time column it is cut at, the key.
 *
 * @example
 * ```ts
 * import { table, type Source } from '@sluice/core'
 *
 * declare const orders: Source
 * const declared = () =>
 *   table(orders, {
 *     columns: { customer: 'text', placed_at: 'timestamp', amount: 'number?' },
 *     time: 'placed_at',
 *     lookbackDays: 90,
 *   })
 * ```
 */
export function table<const S extends Readonly<Record<string, ColumnSpec>>>(
  source: Source,
  options: TableOptions<S>,
): SourceTable<RowOfSpecs<S>> {
  const { columns, unexpected = 'allow', ...rest } = options
  const schema = { columns: Object.entries(columns).map(([name, spec]) => columnSchema(name, spec)) }
  return Object.freeze({ ...common(source, rest), schema, unexpected })
}

/**
 * The same for a source whose columns, with what happens when they do not fit, stand in a contract.
 *
 * @example
 * ```ts
 * import { contract, contractTable, type Source } from '@sluice/core'
 *
 * declare const source: Source
 * const orders = contract('orders', { columns: { customer: 'text', at: 'timestamp', amount: 'number?' } })
 * const declared = () => contractTable(source, orders, { time: 'at', lookbackDays: 90 })
 * ```
 */
export function contractTable<S extends Readonly<Record<string, ColumnSpec>>>(
  source: Source,
  contract: Contract<S>,
  options: ContractTableOptions<S> = {},
): SourceTable<RowOfSpecs<S>> {
  const columns = Object.entries(contract.columns).map(([name, { type, nullable }]) => ({
    name,
    type,
    nullable,
  }))
  const unexpected = unexpectedBy[contract.newColumns]
  return Object.freeze({ ...common(source, options), schema: { columns }, unexpected, contract })
}

function common<S extends Specs>(source: Source, options: ContractTableOptions<S>) {
  const { mapping, freshWithinHours = 48, expect = [], defaults = true, ...rest } = options
  return {
    kind: 'source-table',
    ...rest,
    source,
    mapping: (mapping ?? {}) as Readonly<Record<string, string>>,
    freshWithinHours,
    expect,
    defaults,
  } as const
}

const unexpectedBy: Readonly<Record<ColumnPolicy, SourceTable['unexpected']>> = {
  freeze: 'block',
  evolve: 'warn',
  'discard column': 'allow',
  'discard row': 'warn',
}

/** The name of a declared column at the source. */
export function sourceName(declared: SourceTable, column: string): string {
  const own = Object.hasOwn(declared.mapping, column) ? declared.mapping[column] : undefined
  return own ?? column
}

function columnSchema(name: string, spec: ColumnSpec): ColumnSchema {
  const nullable = spec.endsWith('?')
  return { name, type: (nullable ? spec.slice(0, -1) : spec) as DataType, nullable }
}
