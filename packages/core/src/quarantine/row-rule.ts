import type { SqlFragment, SqlPart } from '../sql/fragment.ts'
import { storedSql, type StoredSql } from '../sql/stored-sql.ts'
import { RowRuleInvalid } from './row-rule-invalid.ts'

/** What a value of a column may be used as in a rule of TypeScript. */
export type RuleRow = Readonly<Record<string, number | string | boolean | Date | null>>

interface RuleBase {
  /** What the rule says of a bad row, such as `amount is not at least 0`; its reason in the quarantine. */
  readonly name: string
}

/** A value is there; with `blank`, empty text counts as missing. */
export interface PresentRule extends RuleBase {
  readonly kind: 'present'
  readonly column: string
  readonly blank: boolean
}

/** A number lies between bounds. */
export interface BetweenRule extends RuleBase {
  readonly kind: 'between'
  readonly column: string
  readonly min?: number
  readonly max?: number
}

/** A value is among those listed. */
export interface ListedRule extends RuleBase {
  readonly kind: 'listed'
  readonly column: string
  readonly values: readonly (string | number | boolean)[]
}

/** A text matches a pattern as a whole (RE2 syntax). */
export interface PatternRule extends RuleBase {
  readonly kind: 'pattern'
  readonly column: string
  readonly pattern: string
}

/** No other row has the same values; of rows that have, all are bad. */
export interface UniqueRule extends RuleBase {
  readonly kind: 'unique'
  readonly columns: readonly string[]
}

/** A row with the same key is in another dataset. Rows with a missing part of the key are left to `present`. */
export interface FoundRule extends RuleBase {
  readonly kind: 'found'
  readonly columns: readonly string[]
  /** The other dataset, by the name it has in the step. */
  readonly in: string
  readonly otherColumns: readonly string[]
}

/** A condition in SQL that holds for bad rows. */
export interface WhereRule extends RuleBase, StoredSql {
  readonly kind: 'where'
}

/** A function that says whether a row is good. */
export interface CodeRule extends RuleBase {
  readonly kind: 'code'
  readonly columns: readonly string[]
  /** Its text, so that a step runs again when it changes. */
  readonly code: string
  readonly good: (row: RuleRow) => boolean
}

/** What must hold for a single row so that it may go on. Make one with {@link rowRule}. */
export type RowRule =
  | PresentRule
  | BetweenRule
  | ListedRule
  | PatternRule
  | UniqueRule
  | FoundRule
  | WhereRule
  | CodeRule

/** Bounds of {@link rowRule}`.between`; at least one. */
export interface Bounds {
  readonly min?: number
  readonly max?: number
}

/**
 * Makes rules for single rows: rows that break one go to the quarantine, with the names of all rules they break, and
 * the others go on. A missing value breaks no rule but `present`.
 *
 * @throws RowRuleInvalid when a rule cannot hold.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { rowRule, sql } from '@sluice/core'
 *
 * const rules = [
 *   rowRule.present('customer'),
 *   rowRule.between('amount', { min: 0 }),
 *   rowRule.where('a refund has no order', sql`amount < 0 AND order_id IS NULL`),
 *   rowRule.code('the address is none', ['email'], ({ email }) => email === null || String(email).includes('@')),
 * ]
 * assert.deepEqual(rules.map(({ name }) => name), [
 *   'customer is missing',
 *   'amount is not at least 0',
 *   'a refund has no order',
 *   'the address is none',
 * ])
 * ```
 */
export const rowRule = Object.freeze({ present, between, listed, matches, unique, found, where, code })

function present(column: string, { blank = false }: { readonly blank?: boolean } = {}): PresentRule {
  named('present', [column])
  return Object.freeze({
    kind: 'present',
    name: blank ? `${column} is missing or blank` : `${column} is missing`,
    column,
    blank,
  })
}

function between(column: string, { min, max }: Bounds): BetweenRule {
  named('between', [column])
  const given = [min, max].filter(bound => bound !== undefined)
  if (given.length === 0 || !given.every(Number.isFinite) || (min ?? -Infinity) > (max ?? Infinity)) {
    const expected = 'finite numbers, at least one of them, min not above max'
    throw new RowRuleInvalid({ rule: 'between', option: 'bounds', value: { min, max }, expected })
  }
  const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
  return Object.freeze({
    kind: 'between',
    name: `${column} is not ${boundsText(bounds)}`,
    column,
    ...bounds,
  })
}

function listed(column: string, values: ListedRule['values']): ListedRule {
  named('listed', [column])
  const types = new Set(values.map(value => typeof value))
  if (types.size !== 1 || !values.every(value => typeof value !== 'number' || Number.isFinite(value))) {
    const expected = 'at least one text, finite number or boolean, all of one type'
    throw new RowRuleInvalid({ rule: 'listed', option: 'values', value: values, expected })
  }
  return Object.freeze({ kind: 'listed', name: `${column} is none of the listed values`, column, values })
}

function matches(column: string, pattern: string): PatternRule {
  named('matches', [column])
  if (pattern === '') {
    throw new RowRuleInvalid({
      rule: 'matches',
      option: 'pattern',
      value: pattern,
      expected: 'a regular expression',
    })
  }
  return Object.freeze({ kind: 'pattern', name: `${column} does not match ${pattern}`, column, pattern })
}

function unique(columns: string | readonly string[]): UniqueRule {
  const list = typeof columns === 'string' ? [columns] : columns
  named('unique', list)
  return Object.freeze({ kind: 'unique', name: `${list.join(', ')} is there more than once`, columns: list })
}

function found(
  columns: string | readonly string[],
  {
    in: other,
    columns: otherColumns = columns,
  }: Pick<FoundRule, 'in'> & { readonly columns?: string | readonly string[] },
): FoundRule {
  const [own, others] = [columns, otherColumns].map(names =>
    typeof names === 'string' ? [names] : names,
  ) as [readonly string[], readonly string[]]
  named('found', own)
  named('found', others)
  if (own.length !== others.length) {
    const expected = `as many as the key has, ${own.length}`
    throw new RowRuleInvalid({ rule: 'found', option: 'columns', value: others, expected })
  }
  const name = `${own.join(', ')} is not in ${other}`
  return Object.freeze({ kind: 'found', name, columns: own, in: other, otherColumns: others })
}

function where(name: string, condition: SqlFragment | SqlPart): WhereRule {
  reason('where', name)
  return Object.freeze({ kind: 'where', name, ...storedSql(condition) })
}

function code(name: string, columns: readonly string[], good: (row: RuleRow) => boolean): CodeRule {
  reason('code', name)
  named('code', columns)
  return Object.freeze({ kind: 'code', name, columns, code: String(good), good })
}

/** A bound in words: `at least 0`, `between 0 and 1`. */
function boundsText({ min, max }: Bounds): string {
  if (min === undefined) return `at most ${max}`
  return max === undefined ? `at least ${min}` : `between ${min} and ${max}`
}

/** The columns that a rule reads of the row itself; none are known of a condition in SQL. */
export function columnsOfRule(rule: RowRule): readonly string[] {
  if (rule.kind === 'where') return []
  return 'columns' in rule ? rule.columns : [rule.column]
}

function named(rule: string, columns: readonly string[]): void {
  if (columns.length > 0 && columns.every(column => typeof column === 'string' && column !== '')) return
  throw new RowRuleInvalid({ rule, option: 'columns', value: columns, expected: 'at least one column name' })
}

function reason(rule: string, name: string): void {
  if (typeof name === 'string' && name.trim() !== '') return
  const expected = 'a few words that say what is wrong with a row'
  throw new RowRuleInvalid({ rule, option: 'name', value: name, expected })
}
