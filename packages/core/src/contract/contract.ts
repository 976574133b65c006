import type { DataType } from '@sluice/expr'
import type { QuarantineLimit } from '../quarantine/quarantine-check.ts'
import type { RowRule } from '../quarantine/row-rule.ts'
import type { ColumnSpec } from '../scoring/source-table.ts'
import { columnPolicies, type ColumnPolicy } from './column-policy.ts'
import { ContractInvalid } from './contract-invalid.ts'

/** What a column must be and what happens when it is not. */
export interface ColumnContract {
  /** Its type; with `?` it may be missing in some rows. */
  readonly type: ColumnSpec
  /** Default: the policy of the contract. */
  readonly policy?: ColumnPolicy
  /** Of numbers: the smallest that may occur. */
  readonly min?: number
  /** Of numbers: the largest that may occur. */
  readonly max?: number
  /** The values that may occur. */
  readonly oneOf?: readonly (string | number | boolean)[]
  /** Of texts: the pattern that they match as a whole (RE2 syntax). */
  readonly pattern?: string
}

/** Columns by name: a type alone, or a type with a domain and a policy. */
export type ColumnContracts = Readonly<Record<string, ColumnSpec | ColumnContract>>

/** The types alone of the columns of a contract. */
export type SpecsOf<C extends ColumnContracts> = {
  readonly [K in keyof C]: C[K] extends { readonly type: infer T extends ColumnSpec }
    ? T
    : Extract<C[K], ColumnSpec>
}

/** Options of {@link contract}. */
export interface ContractOptions<C extends ColumnContracts> {
  readonly columns: C
  /** What happens when a column does not fit; default `freeze`. A column may say otherwise. */
  readonly policy?: ColumnPolicy
  /**
   * What happens to columns that are not declared: `evolve` keeps them and says so, `freeze` blocks, `discard column`
   * (default) leaves them at the source, `discard row` puts rows that have a value there into quarantine.
   */
  readonly newColumns?: ColumnPolicy
  /** Rules for rows besides those of the columns: rows that break one go to the quarantine. */
  readonly rules?: readonly RowRule[]
  /** How many rows may be in quarantine before the step is blocked; default 5 %. */
  readonly quarantine?: QuarantineLimit
}

/** A column of a {@link Contract}. */
export interface ContractColumn extends Omit<ColumnContract, 'type' | 'policy'> {
  readonly type: DataType
  readonly nullable: boolean
  readonly policy: ColumnPolicy
}

/** What a table must look like. Plain data but for rules of TypeScript. `S` are the types of its columns. */
export interface Contract<out S = unknown> {
  readonly kind: 'contract'
  readonly name: string
  readonly columns: Readonly<Record<string, ContractColumn>>
  readonly newColumns: ColumnPolicy
  readonly rules: readonly RowRule[]
  readonly quarantine: QuarantineLimit
  /** Type only. */
  readonly specs?: S
}

/**
 * Declares what a table must look like and what happens when it does not: a file that the user owns, first written by
 * `sluice contract infer`.
 *
 * @throws ContractInvalid when a domain does not fit its type, or a policy would put missing values where none may be.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { contract } from '@sluice/core'
 *
 * const events = contract('events', {
 *   columns: {
 *     customer: { type: 'text', pattern: 'c[0-9]+', policy: 'discard row' },
 *     at: 'timestamp',
 *     amount: { type: 'number?', min: 0, policy: 'discard row' },
 *     channel: { type: 'text?', policy: 'evolve' },
 *   },
 *   quarantine: { atMost: 0.01 },
 * })
 * assert.equal(events.columns['at']?.policy, 'freeze')
 * ```
 */
export function contract<const C extends ColumnContracts>(
  name: string,
  options: ContractOptions<C>,
): Contract<SpecsOf<C>> {
  const { columns, policy = 'freeze', newColumns = 'discard column', rules = [], quarantine = {} } = options
  const declared = Object.entries<ColumnSpec | ColumnContract>(columns).map(([column, given]) => {
    const resolved = resolve(given, policy)
    assertColumn(name, column, resolved)
    return [column, resolved] as const
  })
  if (declared.length === 0) throw new ContractInvalid({ contract: name, reason: 'it has no column' })
  assertPolicy(name, undefined, newColumns)
  return Object.freeze({
    kind: 'contract',
    name,
    columns: Object.fromEntries(declared),
    newColumns,
    rules,
    quarantine,
  })
}

function resolve(given: ColumnSpec | ColumnContract, fallback: ColumnPolicy): ContractColumn {
  const { type: spec, policy = fallback, ...domain } = typeof given === 'string' ? { type: given } : given
  const nullable = spec.endsWith('?')
  return Object.freeze({
    type: (nullable ? spec.slice(0, -1) : spec) as DataType,
    nullable,
    policy,
    ...domain,
  })
}

type Wrong = (column: ContractColumn) => string | undefined

const types: readonly string[] = ['number', 'text', 'boolean', 'timestamp'] satisfies readonly DataType[]
const typeOfValue: Readonly<Record<string, DataType>> = {
  string: 'text',
  number: 'number',
  boolean: 'boolean',
}

const wrongs: readonly Wrong[] = [
  ({ type }) => (types.includes(type) ? undefined : `its type "${type}" is none of ${types.join(', ')}`),
  ({ type, min, max }) =>
    (min === undefined && max === undefined) || type === 'number'
      ? undefined
      : `min and max are for numbers, and it is ${type}`,
  ({ min = -Infinity, max = Infinity }) => (min <= max ? undefined : `min ${min} is above max ${max}`),
  ({ type, pattern }) =>
    pattern === undefined || type === 'text' ? undefined : `a pattern is for text, and it is ${type}`,
  ({ type, oneOf = [] }) => {
    const other = oneOf.find(value => typeOfValue[typeof value] !== type)
    return other === undefined ? undefined : `oneOf has ${JSON.stringify(other)}, and it is ${type}`
  },
  ({ nullable, policy }) =>
    nullable || (policy !== 'evolve' && policy !== 'discard column')
      ? undefined
      : `policy "${policy}" takes what does not fit as missing, and it may not be missing: declare it with "?", or choose "freeze" or "discard row"`,
]

function assertColumn(contract: string, column: string, resolved: ContractColumn): void {
  assertPolicy(contract, column, resolved.policy)
  for (const wrong of wrongs) {
    const reason = wrong(resolved)
    if (reason !== undefined) throw new ContractInvalid({ contract, column, reason })
  }
}

function assertPolicy(contract: string, column: string | undefined, policy: ColumnPolicy): void {
  if (columnPolicies.includes(policy)) return
  const reason = `policy "${policy}" is none of ${columnPolicies.map(one => `"${one}"`).join(', ')}`
  throw new ContractInvalid({ contract, ...(column !== undefined && { column }), reason })
}
