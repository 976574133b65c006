import { joinSql, sql } from '../../sql/sql.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns, assertShare, CheckInvalid } from '../check-invalid.ts'
import type { HistoryPoint } from '../history.ts'
import { median } from '../median.ts'
import { count, list, percent, quote } from '../wording.ts'
import { columnValue, noMeasure, numberOf, rowsWhere, typeOf } from './column-sql.ts'
import type { CheckKind, CheckScope, Finding, OtherTable } from './kind.ts'
import { namedAll } from './named.ts'

/** Keys of rows are found in another dataset. Rows with a missing part of the key are left to `notNull`. */
export interface MatchedCheck extends CheckBase {
  readonly kind: 'matched'
  readonly columns: readonly string[]
  /** The other dataset, by the name it has in the pipeline. */
  readonly in: string
  readonly otherColumns: readonly string[]
  readonly atLeast?: number
  readonly maxDrop: number
}

/** Options of `check.matched`. */
export interface MatchedOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** The other dataset, by the name it has in the pipeline. */
  readonly in: string
  /** The key's columns there; default the same names. */
  readonly columns?: string | readonly string[]
  /** Share of rows whose key must be found. Below it the severity is block. */
  readonly atLeast?: number
  /** How far the share may fall below that of earlier runs; default 0.1. Beyond it the severity is warn. */
  readonly maxDrop?: number
}

/** Declares that the keys of rows are found in another dataset. */
export function matched(columns: string | readonly string[], options: MatchedOptions): MatchedCheck {
  const { in: other, columns: otherColumns = columns, atLeast, maxDrop = 0.1, ...rest } = options
  const [own, others] = [columns, otherColumns].map(names =>
    typeof names === 'string' ? [names] : names,
  ) as [readonly string[], readonly string[]]
  assertColumns('matched', own)
  assertColumns('matched', others)
  if (atLeast !== undefined) assertShare('matched', 'atLeast', atLeast)
  assertShare('matched', 'maxDrop', maxDrop)
  if (own.length !== others.length) {
    const expected = `as many as the key has, ${own.length}`
    throw new CheckInvalid({ check: 'matched', option: 'columns', value: others, expected })
  }
  return Object.freeze({
    kind: 'matched',
    name: `matched(${own.join(', ')} in ${other})`,
    columns: own,
    in: other,
    otherColumns: others,
    ...(atLeast !== undefined && { atLeast }),
    maxDrop,
    ...rest,
  })
}

const minRuns = 2

export const matchedKind: CheckKind<MatchedCheck> = {
  kind: 'matched',
  severity: 'block',
  needsRows: true,
  columns: ({ columns }) => columns.map(name => ({ name })),
  measures(check, scope) {
    if (problemWith(check, scope) !== undefined) return [noMeasure, noMeasure]
    const { table } = scope
    const keyed = sql`SELECT count(*) FROM ${table} WHERE ${isKeyed(check, scope)}`
    const unmatched = sql`SELECT count(*) FROM ${table} WHERE ${isUnmatched(check, scope)}`
    return [sql`(${keyed})`, sql`(${unmatched})`]
  },
  async judge(check, { values }, scope) {
    const problem = problemWith(check, scope)
    if (problem !== undefined) return [{ status: 'failed', severity: 'block', message: problem }]
    const [keyed, unmatched] = values.map(numberOf) as [number, number]
    if (keyed === 0) {
      const message = `${namedAll(scope, check.columns)} has no value to look up in ${quote(check.in)}`
      return [{ status: 'failed', severity: 'block', message, observed: null }]
    }
    const metric = `${scope.subject}/${check.name}`
    const earlier = await scope.history.read(metric)
    await scope.history.record(metric, 1 - unmatched / keyed)
    return [findingOf(check, { keyed, unmatched }, earlier, scope)]
  },
}

interface Matches {
  readonly keyed: number
  readonly unmatched: number
}

function findingOf(
  check: MatchedCheck,
  { keyed, unmatched }: Matches,
  earlier: readonly HistoryPoint[],
  scope: CheckScope,
): Finding {
  const { atLeast, maxDrop, columns } = check
  const share = 1 - unmatched / keyed
  const found =
    `${percent(share)} of rows have a ${namedAll(scope, columns)} that is found in ${quote(check.in)} ` +
    `(${count(unmatched)} of ${count(keyed)} are not)`
  const usual = earlier.length === 0 ? undefined : median(earlier.map(point => point.value))
  const expected =
    atLeast !== undefined
      ? `at least ${percent(atLeast)}`
      : usual === undefined
        ? ''
        : `about ${percent(usual)}`
  const base = { severity: 'block', observed: share, ...(expected !== '' && { expected }) } as const
  const advice = `See whether ${quote(check.in)} was loaded completely and writes its keys the same way`
  const offending = rowsWhere(scope, columns, isUnmatched(check, scope))
  if (atLeast !== undefined && share < atLeast) {
    const message = `${found}, at least ${percent(atLeast)} must be. ${advice}`
    return { ...base, status: 'failed', message, offending }
  }
  const warn = { ...base, severity: 'warn' } as const
  if (usual !== undefined && earlier.length >= minRuns && share < usual - maxDrop) {
    const message = `${found}, ${percent(usual)} were in earlier runs. ${advice}`
    return { ...warn, status: 'failed', message, offending }
  }
  if (atLeast === undefined && earlier.length < minRuns) {
    const message = `${found}; learning (${earlier.length} of ${minRuns} runs)`
    return { ...warn, status: 'learning', message }
  }
  return { ...base, status: 'passed', message: found }
}

function problemWith(check: MatchedCheck, scope: CheckScope): string | undefined {
  const other = scope.others[check.in]
  if (other === undefined) {
    const names = Object.keys(scope.others)
    const known = names.length === 0 ? 'there is no other dataset here' : `there are ${list(names)}`
    return `cannot be matched with ${quote(check.in)}: ${known}`
  }
  const types = new Map(other.schema.columns.map(({ name, type }) => [name, type]))
  for (const [i, column] of check.otherColumns.entries()) {
    const type = types.get(column)
    const own = typeOf(scope.schema, check.columns[i] as string)
    if (type === undefined) {
      return `cannot be matched with ${quote(check.in)}: it has no column ${quote(column)}`
    }
    if (type !== own) {
      return (
        `cannot be matched with ${quote(check.in)}: its ${quote(column)} is ${type}, ` +
        `and ${namedAll(scope, [check.columns[i] as string])} is ${own}`
      )
    }
  }
  return undefined
}

function isKeyed({ columns }: MatchedCheck, { schema }: CheckScope): SqlPart {
  const present = columns.map(column => sql`${columnValue(schema, column)} IS NOT NULL`)
  return joinSql(present, ' AND ')
}

function isUnmatched(check: MatchedCheck, scope: CheckScope): SqlPart {
  const other = scope.others[check.in] as OtherTable
  const own = joinSql(
    check.columns.map(column => columnValue(scope.schema, column)),
    ', ',
  )
  const theirs = check.otherColumns.map(column => columnValue(other.schema, column))
  const present = joinSql(
    theirs.map(value => sql`${value} IS NOT NULL`),
    ' AND ',
  )
  const keys = sql`SELECT ${joinSql(theirs, ', ')} FROM ${other.table} WHERE ${present}`
  return sql`${isKeyed(check, scope)} AND (${own}) NOT IN (${keys})`
}
