import type { SqlPart } from '../../sql/fragment.ts'
import { sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns, assertShare } from '../check-invalid.ts'
import { count, percent } from '../wording.ts'
import { columnValue, countWhere, numberOf, rowsWhere, typeOf } from './column-sql.ts'
import type { CheckKind, CheckScope, Finding } from './kind.ts'
import { named, namedAll } from './named.ts'

/** Values are there, in all rows or in all but a share of them. */
export interface NotNullCheck extends CheckBase {
  readonly kind: 'not-null'
  readonly columns: readonly string[]
  readonly atMost: number
  readonly blank: boolean
}

/** Options of `check.notNull`. */
export interface NotNullOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** Share of rows that may be without a value; default 0. */
  readonly atMost?: number
  /** Whether empty and blank text counts as missing; default false. */
  readonly blank?: boolean
}

/** Declares that `columns` have values. Severity: block. */
export function notNull(columns: string | readonly string[], options: NotNullOptions = {}): NotNullCheck {
  const { atMost = 0, blank = false, ...rest } = options
  const list = typeof columns === 'string' ? [columns] : columns
  assertColumns('notNull', list)
  assertShare('notNull', 'atMost', atMost)
  return Object.freeze({
    kind: 'not-null',
    name: `not-null(${list.join(', ')})`,
    columns: list,
    atMost,
    blank,
    ...rest,
  })
}

export const notNullKind: CheckKind<NotNullCheck> = {
  kind: 'not-null',
  severity: 'block',
  needsRows: true,
  columns: ({ columns }) => columns.map(name => ({ name })),
  measures: (check, scope) => check.columns.map(column => countWhere(isMissing(check, column, scope))),
  judge(check, { rows, values }, scope) {
    const { columns, atMost } = check
    const failed = columns.flatMap((column, i) => {
      const missing = numberOf(values[i])
      return missing > atMost * rows ? [failure(check, column, missing, rows, scope)] : []
    })
    if (failed.length > 0) return failed
    const most = Math.max(...values.map(numberOf))
    const message =
      most === 0
        ? `${namedAll(scope, columns)}: no value is missing`
        : `${namedAll(scope, columns)}: at most ${percent(most / rows)} of values are missing, ${percent(atMost)} is allowed`
    const column = columns.length === 1 ? { column: columns[0] as string } : {}
    return [
      {
        ...column,
        status: 'passed',
        severity: 'block',
        observed: most / rows,
        expected: allowed(atMost),
        message,
      },
    ]
  },
}

function failure(
  check: NotNullCheck,
  column: string,
  missing: number,
  rows: number,
  scope: CheckScope,
): Finding {
  const what = check.blank && typeOf(scope.schema, column) === 'text' ? 'is missing or blank' : 'is missing'
  const share = missing === rows ? 'all' : `${count(missing)} of ${count(rows)}`
  const message =
    `${named(scope, column)} ${what} in ${share} rows (${percent(missing / rows)}), ${allowed(check.atMost)} may be. ` +
    `Repair it at the source, or declare how much may be missing`
  return {
    part: `missing(${column})`,
    column,
    status: 'failed',
    severity: 'block',
    observed: missing / rows,
    expected: allowed(check.atMost),
    message,
    offending: rowsWhere(scope, [column], isMissing(check, column, scope)),
  }
}

function allowed(atMost: number): string {
  return atMost === 0 ? 'none' : `at most ${percent(atMost)}`
}

function isMissing({ blank }: NotNullCheck, column: string, { schema }: CheckScope): SqlPart {
  const value = columnValue(schema, column)
  if (!blank || typeOf(schema, column) !== 'text') return sql`${value} IS NULL`
  return sql`(${value} IS NULL OR regexp_full_match(${value}, ${'[\\s\\p{Z}]*'}))`
}
