import type { SqlPart } from '../../sql/fragment.ts'
import { joinSql, sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns, assertShare, CheckInvalid } from '../check-invalid.ts'
import { count, number, percent } from '../wording.ts'
import { columnValue, countWhere, finiteOf, numberOf, rowsWhere } from './column-sql.ts'
import type { CheckKind } from './kind.ts'
import { named } from './named.ts'

/** Numbers lie between bounds. Missing values are left to `notNull`. */
export interface RangeCheck extends CheckBase {
  readonly kind: 'range'
  readonly column: string
  readonly min?: number
  readonly max?: number
  readonly atMost: number
}

/** Options of `check.range`. */
export interface RangeOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** The smallest number that may occur. */
  readonly min?: number
  /** The largest number that may occur. */
  readonly max?: number
  /** Share of values that may lie outside; default 0. */
  readonly atMost?: number
}

/** Declares that the numbers of a column are at least `min` and at most `max`. Severity: block. */
export function range(column: string, options: RangeOptions): RangeCheck {
  const { atMost = 0, min, max, ...rest } = options
  assertColumns('range', [column])
  assertShare('range', 'atMost', atMost)
  if (min === undefined && max === undefined) {
    throw new CheckInvalid({ check: 'range', option: 'min', value: min, expected: 'given, or max must be' })
  }
  for (const [option, value] of Object.entries({ min, max })) {
    if (value !== undefined && !Number.isFinite(value)) {
      throw new CheckInvalid({ check: 'range', option, value, expected: 'a finite number' })
    }
  }
  if (min !== undefined && max !== undefined && min > max) {
    throw new CheckInvalid({ check: 'range', option: 'min', value: min, expected: `at most max, ${max}` })
  }
  const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
  return Object.freeze({ kind: 'range', name: `range(${column})`, column, atMost, ...bounds, ...rest })
}

export const rangeKind: CheckKind<RangeCheck> = {
  kind: 'range',
  severity: 'block',
  needsRows: true,
  columns: ({ column }) => [{ name: column, type: 'number' }],
  measures(check, { schema }) {
    const value = columnValue(schema, check.column)
    return [
      sql`count(${value})`,
      countWhere(isOutside(check, value)),
      sql`min(${value})::VARCHAR`,
      sql`max(${value})::VARCHAR`,
    ]
  },
  judge(check, { values }, scope) {
    const { column, atMost } = check
    const [present, outside] = values.slice(0, 2).map(numberOf) as [number, number]
    const expected = `${boundsText(check)}${atMost === 0 ? '' : ` in all but ${percent(atMost)}`}`
    const base = { column, severity: 'block', observed: outside, expected } as const
    if (present === 0) {
      return [{ ...base, status: 'failed', message: `${named(scope, column)} has no value to judge` }]
    }
    const seen = `from ${shownNumber(values[2])} to ${shownNumber(values[3])}`
    if (outside <= atMost * present) {
      return [{ ...base, status: 'passed', message: `${named(scope, column)} lies ${seen}` }]
    }
    const message =
      `${named(scope, column)} is not ${boundsText(check)} in ${count(outside)} of ${count(present)} rows ` +
      `(${percent(outside / present)}): it lies ${seen}. Look at the rows for a change of unit or broken values`
    const offending = rowsWhere(scope, [column], isOutside(check, columnValue(scope.schema, column)))
    return [{ ...base, status: 'failed', message, offending }]
  },
}

function isOutside({ min, max }: RangeCheck, value: SqlPart): SqlPart {
  const beyond: SqlPart[] = []
  if (min !== undefined) beyond.push(sql`${value} < ${min}::DOUBLE`)
  if (max !== undefined) beyond.push(sql`${value} > ${max}::DOUBLE`)
  return sql`(${joinSql(beyond, ' OR ')})`
}

function boundsText({ min, max }: RangeCheck): string {
  if (min === undefined) return `at most ${number(max ?? 0)}`
  return max === undefined ? `at least ${number(min)}` : `between ${number(min)} and ${number(max)}`
}

/** Extremes travel as text: a driver may have no JavaScript form for infinity. */
function shownNumber(value: unknown): string {
  const parsed = Number(value)
  return finiteOf(parsed) === undefined ? String(value) : number(parsed)
}
