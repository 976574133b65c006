import type { SqlFragment, SqlPart } from '../../sql/fragment.ts'
import { identifier, sql as sqlText } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertShare, CheckInvalid } from '../check-invalid.ts'
import { count, percent, rowsOf } from '../wording.ts'
import { numberOf } from './column-sql.ts'
import type { CheckKind, CheckScope } from './kind.ts'
import { storedPart, storedSql, type StoredSql } from '../../sql/stored-sql.ts'

/** A query of the user that returns the offending rows. */
export interface SqlCheck extends CheckBase, StoredSql {
  readonly kind: 'sql'
  /** Offending rows that are allowed, as a share of the dataset's rows. */
  readonly atMost: number
}

/** Options of `check.sql`. */
export interface SqlOptions extends Partial<Pick<CheckBase, 'severity'>> {
  /** Offending rows that are allowed, as a share of the dataset's rows; default 0. */
  readonly atMost?: number
}

/**
 * Declares that a query returns no rows. `query` receives the dataset as a part to select from. Severity: block.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { check, sql } from '@sluice/core'
 *
 * const refunds = check.sql('refunds have an order', rows => sql`SELECT * FROM ${rows} WHERE amount < 0 AND order_id IS NULL`)
 * assert.equal(refunds.name, 'refunds have an order')
 * ```
 */
export function sql(name: string, query: (rows: SqlPart) => SqlFragment, options: SqlOptions = {}): SqlCheck {
  const { atMost = 0, ...rest } = options
  if (name === '') {
    const expected = 'a sentence about what must hold'
    throw new CheckInvalid({ check: 'sql', option: 'name', value: name, expected })
  }
  assertShare('sql', 'atMost', atMost)
  const stored = storedSql(query(identifier(rowsName)))
  return Object.freeze({ kind: 'sql', name, ...stored, atMost, ...rest })
}

const rowsName = 'checked rows'

export const sqlKind: CheckKind<SqlCheck> = {
  kind: 'sql',
  severity: 'block',
  needsRows: true,
  columns: () => [],
  measures: (check, scope) => [sqlText`(SELECT count(*) FROM (${queryOf(check, scope)}))`],
  judge(check, { rows, values }, scope) {
    const found = numberOf(values[0])
    const expected = check.atMost === 0 ? 'no offending row' : `at most ${percent(check.atMost)} of rows`
    const base = { severity: 'block', observed: found, expected } as const
    const facts = found === 0 ? 'no row offends' : `${count(found)} offending of ${rowsOf(rows)}`
    if (found <= check.atMost * rows) {
      return [{ ...base, status: 'passed', message: `${check.name}: ${facts}` }]
    }
    const message = `${check.name}: ${facts}, ${check.atMost === 0 ? 'none' : `at most ${percent(check.atMost)}`} may`
    return [{ ...base, status: 'failed', message, offending: queryOf(check, scope) }]
  },
}

function queryOf(check: SqlCheck, { table }: CheckScope): SqlPart {
  return {
    sqlPart: true,
    render(into) {
      // The user's query may begin with its own WITH, so it goes into a FROM.
      sqlText`WITH ${identifier(rowsName)} AS (SELECT * FROM ${table}) SELECT * FROM (`.render(into)
      storedPart(check).render(into)
      // On a line of its own, so that a comment at the query's end ends there.
      into.text('\n)')
    },
  }
}
