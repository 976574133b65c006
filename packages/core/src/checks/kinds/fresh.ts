import { sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns, CheckInvalid } from '../check-invalid.ts'
import { duration, instant } from '../wording.ts'
import { columnValue } from './column-sql.ts'
import type { CheckKind } from './kind.ts'
import { named } from './named.ts'

/** The newest row before asOf is not old. */
export interface FreshCheck extends CheckBase {
  readonly kind: 'fresh'
  readonly column: string
  readonly withinHours: number
}

/** Options of `check.fresh`. */
export interface FreshOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** How many hours before asOf the newest row may lie; default 48. */
  readonly withinHours?: number
}

/** Declares that the newest row of a time column is at most `withinHours` older than asOf. Severity: block. */
export function fresh(column: string, options: FreshOptions = {}): FreshCheck {
  const { withinHours = 48, ...rest } = options
  assertColumns('fresh', [column])
  if (!(withinHours > 0) || !Number.isFinite(withinHours)) {
    const expected = 'a number of hours above 0'
    throw new CheckInvalid({ check: 'fresh', option: 'withinHours', value: withinHours, expected })
  }
  return Object.freeze({ kind: 'fresh', name: `fresh(${column})`, column, withinHours, ...rest })
}

const hourMs = 3_600_000

export const freshKind: CheckKind<FreshCheck> = {
  kind: 'fresh',
  severity: 'block',
  needsRows: true,
  columns: ({ column }) => [{ name: column, type: 'timestamp' }],
  measures({ column }, { schema, asOf }) {
    const value = columnValue(schema, column)
    // Rows of the future would hide that the present is missing.
    return [sql`epoch_ms(max(CASE WHEN ${value} < ${asOf} AND isfinite(${value}) THEN ${value} END))`]
  },
  judge({ column, withinHours }, { values }, scope) {
    const newest = typeof values[0] === 'number' ? new Date(values[0]) : undefined
    const expected = `at most ${duration(withinHours)} before ${instant(scope.asOf)}`
    const base = { column, severity: 'block', expected } as const
    if (newest === undefined) {
      const message = `${named(scope, column)} has no instant before ${instant(scope.asOf)}`
      return [{ ...base, status: 'failed', observed: null, message }]
    }
    const hours = (scope.asOf.getTime() - newest.getTime()) / hourMs
    const found = { ...base, observed: newest.toISOString() }
    const age = `the newest row is of ${instant(newest)}, ${duration(hours)} before ${instant(scope.asOf)}`
    if (hours <= withinHours) return [{ ...found, status: 'passed', message: age }]
    const message =
      `${age} (${named(scope, column)}); at most ${duration(withinHours)} are allowed. ` +
      `See whether the last load ran, then run again`
    const likelyCause = `no rows were loaded after ${instant(newest)}`
    return [{ ...found, status: 'failed', message, likelyCause }]
  },
}
