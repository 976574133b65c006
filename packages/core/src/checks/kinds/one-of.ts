import type { DataType } from '@sluice/expr'
import type { SqlPart } from '../../sql/fragment.ts'
import { joinSql, sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns, assertShare, CheckInvalid } from '../check-invalid.ts'
import { count, list, percent } from '../wording.ts'
import { columnValue, countWhere, numberOf, rowsWhere } from './column-sql.ts'
import type { CheckKind } from './kind.ts'
import { named } from './named.ts'

/** Values are among those listed. Missing values are left to `notNull`. */
export interface OneOfCheck extends CheckBase {
  readonly kind: 'one-of'
  readonly column: string
  readonly values: readonly (string | number | boolean)[]
  readonly atMost: number
}

/** Options of `check.oneOf`. */
export interface OneOfOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** Share of values that may be others; default 0. */
  readonly atMost?: number
}

/** Declares the values a column may have. Severity: block. */
export function oneOf(
  column: string,
  values: readonly (string | number | boolean)[],
  options: OneOfOptions = {},
): OneOfCheck {
  const { atMost = 0, ...rest } = options
  assertColumns('oneOf', [column])
  assertShare('oneOf', 'atMost', atMost)
  const types = new Set(values.map(value => typeof value))
  const valid = types.size === 1 && values.every(value => typeof value !== 'number' || Number.isFinite(value))
  if (!valid) {
    const expected = 'at least one text, finite number or boolean, all of one type'
    throw new CheckInvalid({ check: 'oneOf', option: 'values', value: values, expected })
  }
  return Object.freeze({ kind: 'one-of', name: `one-of(${column})`, column, values, atMost, ...rest })
}

export const oneOfKind: CheckKind<OneOfCheck> = {
  kind: 'one-of',
  severity: 'block',
  needsRows: true,
  columns: ({ column, values }) => [{ name: column, type: typeOfValues(values) }],
  measures(check, { schema }) {
    const value = columnValue(schema, check.column)
    const other = sql`CASE WHEN ${isOther(check, value)} THEN ${value} END`
    // Ordered, so that a tie between values does not depend on threads.
    return [sql`count(${value})`, countWhere(isOther(check, value)), sql`mode(${other} ORDER BY ${other})`]
  },
  judge(check, { values }, scope) {
    const { column, atMost } = check
    const [present, others] = values.slice(0, 2).map(numberOf) as [number, number]
    const expected = `one of ${list(check.values.map(String))}${atMost === 0 ? '' : ` in all but ${percent(atMost)}`}`
    const base = { column, severity: 'block', observed: others, expected } as const
    if (present === 0) {
      return [{ ...base, status: 'failed', message: `${named(scope, column)} has no value to judge` }]
    }
    if (others <= atMost * present) {
      const message =
        others === 0
          ? `${named(scope, column)} has only listed values`
          : `${named(scope, column)} has other values than those listed in ${percent(others / present)} of rows, ${percent(atMost)} may`
      return [{ ...base, status: 'passed', message }]
    }
    const message =
      `${named(scope, column)} has other values than ${list(check.values.map(String))} in ${count(others)} of ` +
      `${count(present)} rows (${percent(others / present)}), most often ${scope.show(column, values[2])}. ` +
      `Add the value to the list if it is right, or repair it at the source`
    const offending = rowsWhere(scope, [column], isOther(check, columnValue(scope.schema, column)))
    return [{ ...base, status: 'failed', message, offending }]
  },
}

function isOther({ values }: OneOfCheck, value: SqlPart): SqlPart {
  const listed = values.map(item => (typeof item === 'number' ? sql`${item}::DOUBLE` : sql`${item}`))
  return sql`${value} NOT IN (${joinSql(listed, ', ')})`
}

function typeOfValues(values: OneOfCheck['values']): DataType {
  const [first] = values
  return typeof first === 'string' ? 'text' : typeof first === 'boolean' ? 'boolean' : 'number'
}
