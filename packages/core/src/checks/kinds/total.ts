import type { SqlPart } from '../../sql/fragment.ts'
import { identifier, joinSql, rawSql, sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns, assertShare } from '../check-invalid.ts'
import { count, list, number, percent, quote } from '../wording.ts'
import { columnValue, finiteOf, noMeasure, numberOf, typeOf } from './column-sql.ts'
import type { CheckKind, CheckScope, Finding, OtherTable } from './kind.ts'
import { named } from './named.ts'

/** The sum of a column is that of a column of another dataset, as a whole and by group. */
export interface TotalCheck extends CheckBase {
  readonly kind: 'total'
  readonly column: string
  /** The other dataset, by the name it has in the pipeline. */
  readonly in: string
  readonly otherColumn: string
  /** Columns of both by which the sums are compared. */
  readonly by: readonly string[]
  readonly within: number
}

/** Options of `check.total`. */
export interface TotalOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** The other dataset, by the name it has in the pipeline. */
  readonly in: string
  /** The column there; default the same name. */
  readonly column?: string
  /** Columns that both have, by which the sums are compared too, such as `day`. */
  readonly by?: string | readonly string[]
  /** How far the sums may be apart, as a share of the other one; default 0.001. */
  readonly within?: number
}

/** Declares that a column sums to what a column of another dataset sums to. Severity: block. */
export function total(column: string, options: TotalOptions): TotalCheck {
  const { in: other, column: otherColumn = column, by = [], within = 0.001, ...rest } = options
  assertColumns('total', [column, otherColumn, other])
  assertShare('total', 'within', within)
  return Object.freeze({
    kind: 'total',
    name: `total(${column} in ${other})`,
    column,
    in: other,
    otherColumn,
    by: typeof by === 'string' ? [by] : by,
    within,
    ...rest,
  })
}

export const totalKind: CheckKind<TotalCheck> = {
  kind: 'total',
  severity: 'block',
  needsRows: true,
  columns: ({ column, by }) => [{ name: column, type: 'number' }, ...by.map(name => ({ name }))],
  measures(check, scope) {
    if (problemWith(check, scope) !== undefined) return [noMeasure, noMeasure, noMeasure, noMeasure]
    const { own, other } = sides(check, scope)
    const sums = [own, other].map(side => sql`(SELECT sum(${side.value}) FROM ${side.table})`)
    return [...sums, ...groupMeasures(check, scope)]
  },
  judge(check, { values }, scope) {
    const problem = problemWith(check, scope)
    if (problem !== undefined) return [{ status: 'failed', severity: 'block', message: problem }]
    return [findingOf(check, values, scope)]
  },
}

function findingOf(check: TotalCheck, values: readonly unknown[], scope: CheckScope): Finding {
  const { column, within, by } = check
  const [own = 0, other = 0] = values.slice(0, 2).map(finiteOf)
  const groups = numberOf(values[2])
  const apart = distance(own, other)
  const facts = `${named(scope, column)} sums to ${number(own)}, and to ${number(other)} in ${quote(check.in)}`
  const expected = `within ${percent(within)} of ${number(other)}`
  const base = { column, severity: 'block', observed: own, expected } as const
  if (apart <= within && groups === 0) return { ...base, status: 'passed', message: facts }
  const worst =
    groups === 0
      ? ''
      : `; by ${list(by)} ${count(groups)} ${groups === 1 ? 'group differs' : 'groups differ'}, most ${String(values[3])}`
  const share = Number.isFinite(apart) ? ` (${percent(apart)} apart)` : ''
  const advice = `See whether both were loaded completely, for the same time and in the same unit`
  const message = `${facts}${share}${worst}; ${percent(within)} may be. ${advice}`
  return groups === 0
    ? { ...base, status: 'failed', message }
    : { ...base, status: 'failed', message, offending: differing(check, scope) }
}

function distance(own: number, other: number): number {
  if (own === other) return 0
  return other === 0 ? Infinity : Math.abs(own - other) / Math.abs(other)
}

interface Side {
  readonly table: SqlPart
  readonly value: SqlPart
  readonly groups: readonly SqlPart[]
}

function sides(check: TotalCheck, scope: CheckScope): { readonly own: Side; readonly other: Side } {
  const there = scope.others[check.in] as OtherTable
  const side = ({ table, schema }: OtherTable, column: string): Side => ({
    table,
    value: columnValue(schema, column),
    groups: check.by.map(name => columnValue(schema, name)),
  })
  return { own: side(scope, check.column), other: side(there, check.otherColumn) }
}

/** The groups whose sums are further apart than may be, and the one that is furthest, in words. */
function groupMeasures(check: TotalCheck, scope: CheckScope): readonly SqlPart[] {
  if (check.by.length === 0) return [rawSql('0'), noMeasure]
  const shown = sql`concat_ws(', ', ${joinSql(check.by.map(identifier), ', ')})`
  const text = sql`${shown} || ': ' || round(own, 2)::VARCHAR || ' against ' || round(other, 2)::VARCHAR`
  const rows = sql`(${differing(check, scope)}) AS differing`
  return [sql`(SELECT count(*) FROM ${rows})`, sql`(SELECT arg_max(${text}, abs(own - other)) FROM ${rows})`]
}

/** Groups with their two sums, of those that are further apart than may be. */
function differing(check: TotalCheck, scope: CheckScope): SqlPart {
  const { own, other } = sides(check, scope)
  const half = (side: Side, mine: SqlPart, theirs: SqlPart) => {
    const groups = side.groups.map((group, i) => sql`${group} AS ${identifier(check.by[i] as string)}`)
    return sql`SELECT ${joinSql(groups, ', ')}, ${mine} AS own, ${theirs} AS other FROM ${side.table}`
  }
  const zero = rawSql('0e0')
  const both = sql`${half(own, own.value, zero)} UNION ALL ${half(other, zero, other.value)}`
  const by = joinSql(check.by.map(identifier), ', ')
  const sums = sql`SELECT ${by}, coalesce(sum(own), 0e0) AS own, coalesce(sum(other), 0e0) AS other FROM (${both}) GROUP BY ${by}`
  return sql`SELECT * FROM (${sums}) WHERE abs(own - other) > ${check.within}::DOUBLE * abs(other)`
}

function problemWith(check: TotalCheck, scope: CheckScope): string | undefined {
  const other = scope.others[check.in]
  const cannot = `cannot be compared with ${quote(check.in)}`
  if (other === undefined) {
    const names = Object.keys(scope.others)
    return `${cannot}: ${names.length === 0 ? 'there is no other dataset here' : `there are ${list(names)}`}`
  }
  const types = new Map(other.schema.columns.map(({ name, type }) => [name, type]))
  const wanted = [
    [check.otherColumn, 'number'] as const,
    ...check.by.map(name => [name, typeOf(scope.schema, name)] as const),
  ]
  const wrong = wanted.find(([name, type]) => types.get(name) !== type)
  if (wrong === undefined) return undefined
  const [name, type] = wrong
  return `${cannot}: its ${quote(name)} is ${types.get(name) ?? 'not there'}, and must be ${type}`
}
