import { judgeSlices, type Slice, type SlicesVerdict } from '../../quality/load/missing-slices.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { joinSql, rawSql, sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns, assertShare, CheckInvalid } from '../check-invalid.ts'
import type { HistoryPoint } from '../history.ts'
import { maskedText } from '../sample-row.ts'
import { percent } from '../wording.ts'
import { columnValue, numberOf, typeOf } from './column-sql.ts'
import type { CheckKind, CheckScope, Finding } from './kind.ts'
import { partialFacts } from './load-facts.ts'
import { named } from './named.ts'

/** The parts that earlier loads had are there. */
export interface SlicesCheck extends CheckBase {
  readonly kind: 'slices'
  readonly column: string
  readonly by: 'value' | 'day' | 'hour'
  readonly size?: string
  readonly atLeast: number
  readonly usual: number
  readonly noun: string
  readonly minRuns: number
}

/** Options of `check.slices`. */
export interface SlicesOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /**
   * What parts are: the values of the column (default), or of a timestamp its `day`s, counted back from the run, or its
   * `hour`s of the day.
   */
  readonly by?: 'value' | 'day' | 'hour'
  /** A column that says how much a part matters, such as `spend`; default the number of rows. */
  readonly size?: string
  /** Share of the usual size that must be there; default 0.9. Below it the severity is block, else warn. */
  readonly atLeast?: number
  /** Share of earlier loads, the last counting as half, that must have had a part for it to be expected; default 0.75. */
  readonly usual?: number
  /** Word for the parts in the plural; default the column's name and `values`, or `days` and `hours`. */
  readonly noun?: string
  /** Earlier loads needed; default 1. */
  readonly minRuns?: number
}

/**
 * Declares that the parts of a load which are usually there are there: campaigns, accounts, days, hours. Severity: block
 * where more than a tenth of the usual size is gone, else warn.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { check } from '@sluice/core'
 *
 * const campaigns = check.slices('campaign_id', { size: 'spend', noun: 'campaigns' })
 * assert.equal(campaigns.name, 'slices(campaign_id)')
 * ```
 */
export function slices(column: string, options: SlicesOptions = {}): SlicesCheck {
  const { by = 'value', atLeast = 0.9, usual = 0.75, minRuns = 1, noun, ...rest } = options
  assertColumns('slices', [column])
  assertShare('slices', 'atLeast', atLeast)
  assertShare('slices', 'usual', usual)
  if (!Number.isInteger(minRuns) || minRuns < 1) {
    const expected = 'a whole number of at least 1'
    throw new CheckInvalid({ check: 'slices', option: 'minRuns', value: minRuns, expected })
  }
  if (!['value', 'day', 'hour'].includes(by)) {
    throw new CheckInvalid({ check: 'slices', option: 'by', value: by, expected: "'value', 'day' or 'hour'" })
  }
  const words = noun ?? (by === 'value' ? `values of ${column}` : `${by}s of ${column}`)
  return Object.freeze({
    kind: 'slices',
    name: by === 'value' ? `slices(${column})` : `slices(${by}s of ${column})`,
    column,
    by,
    atLeast,
    usual,
    minRuns,
    noun: words,
    ...rest,
  })
}

/** The values that an earlier load of a dataset had, by what its last good run left; undefined before there is one. */
export async function lastSlices(
  check: SlicesCheck,
  { history, subject, asOf }: Pick<CheckScope, 'history' | 'subject' | 'asOf'>,
): Promise<readonly string[] | undefined> {
  const last = (await history.read(metricOf(check, subject), 2)).findLast(point => point.asOf < asOf)
  return last === undefined ? undefined : slicesOf(last).map(({ name }) => name)
}

function metricOf({ by, column, size }: SlicesCheck, subject: string): string {
  return `${subject}/slices/${by}/${column}/${size ?? ''}`
}

const memory = 28
// The largest ones; smaller ones are of no account for the coverage.
const mostKept = 500

export const slicesKind: CheckKind<SlicesCheck> = {
  kind: 'slices',
  severity: 'block',
  needsRows: true,
  columns: ({ column, by, size }) => [
    by === 'value' ? { name: column } : { name: column, type: 'timestamp' },
    ...(size === undefined ? [] : [{ name: size, type: 'number' } as const]),
  ],
  measures: () => [],
  async judge(check, _measured, scope) {
    const metric = metricOf(check, scope.subject)
    const points = (await scope.history.read(metric, memory)).filter(({ asOf }) => asOf < scope.asOf)
    const earlier = points.filter(({ excluded }) => excluded !== true).map(slicesOf)
    const current = await slicesNow(check, scope)
    await scope.history.record(metric, current.length, detailOf(current))
    if (earlier.length < check.minRuns) {
      const message = `${current.length} ${check.noun}; learning (${earlier.length} of ${check.minRuns} earlier loads) which are usual`
      return [
        { column: check.column, status: 'learning', severity: 'warn', observed: current.length, message },
      ]
    }
    const gone = await stillThere(check, earlier, current, scope)
    const { atLeast, noun, usual } = check
    return [findingOf(check, judgeSlices(gone, earlier, { atLeast, noun, usual }), scope)]
  },
}

/** What the parts are called: in history too, so masked values only as hashes. */
function partName({ column, by }: SlicesCheck, { schema, asOf, show }: CheckScope): SqlPart {
  const value = columnValue(schema, column)
  if (by === 'hour') return sql`lpad(hour(${value})::VARCHAR, 2, '0') || ':00'`
  if (by === 'day') {
    return sql`date_diff('day', ${value}::DATE, ${asOf}::TIMESTAMP::DATE)::VARCHAR || ' days back'`
  }
  const text = typeOf(schema, column) === 'text' ? value : sql`${value}::VARCHAR`
  return show(column, 'x') === maskedText ? sql`left(md5(${text}), 12)` : text
}

function partsQuery(check: SlicesCheck, scope: CheckScope): SqlPart {
  const size =
    check.size === undefined ? rawSql('count(*)') : sql`sum(${columnValue(scope.schema, check.size)})`
  const inTime =
    check.by === 'day' ? sql`${columnValue(scope.schema, check.column)} <= ${scope.asOf}` : rawSql('true')
  return sql`SELECT ${partName(check, scope)} AS name, ${size}::DOUBLE AS size FROM ${scope.table}
    WHERE ${columnValue(scope.schema, check.column)} IS NOT NULL AND ${inTime} GROUP BY ALL`
}

async function slicesNow(check: SlicesCheck, scope: CheckScope): Promise<readonly Slice[]> {
  const limit = rawSql(String(mostKept))
  // Days matter by how near they are: a table with the whole past has more than are kept.
  const order = check.by === 'day' ? rawSql(`length(name), name`) : rawSql('size DESC NULLS LAST, name')
  return slicesFrom(check, scope, sql`ORDER BY ${order} LIMIT ${limit}`)
}

async function slicesFrom(check: SlicesCheck, scope: CheckScope, which: SqlPart): Promise<readonly Slice[]> {
  const rows = await scope.data.rows(
    sql<{ name: string; size: unknown }>`SELECT name, size FROM (${partsQuery(check, scope)}) ${which}`,
  )
  return rows.map(({ name, size }) => ({ name, size: numberOf(size) }))
}

/** The current parts, with those that are there though they are not among the largest ones any more. */
async function stillThere(
  check: SlicesCheck,
  earlier: readonly (readonly Slice[])[],
  current: readonly Slice[],
  scope: CheckScope,
): Promise<readonly Slice[]> {
  if (current.length < mostKept) return current
  const known = new Set(current.map(({ name }) => name))
  const asked = [...new Set(earlier.flat().map(({ name }) => name))].filter(name => !known.has(name))
  if (asked.length === 0) return current
  const names = joinSql(
    asked.map(name => sql`${name}`),
    ', ',
  )
  return [...current, ...(await slicesFrom(check, scope, sql`WHERE name IN (${names})`))]
}

function detailOf(parts: readonly Slice[]): string {
  return JSON.stringify(parts.map(({ name, size }) => [name, Number(size.toPrecision(4))]))
}

function slicesOf({ detail }: HistoryPoint): readonly Slice[] {
  if (detail === undefined) return []
  return (JSON.parse(detail) as [string, number][]).map(([name, size]) => ({ name, size }))
}

const namesShown = 5

function findingOf(check: SlicesCheck, verdict: SlicesVerdict, scope: CheckScope): Finding {
  const { state, coverage, missing, severity = 'warn', message } = verdict
  const base = {
    column: check.column,
    observed: coverage,
    expected: `at least ${percent(check.atLeast)} of the usual size`,
  }
  if (state === 'learning') return { ...base, status: 'learning', severity: 'warn', message }
  if (state === 'ok') return { ...base, status: 'passed', severity: 'warn', message }
  const evidence = missing
    .slice(0, namesShown)
    .map(
      ({ name, share }) =>
        `${scope.show(check.column, name)} had ${percent(share)} of the usual size and is not there`,
    )
  const likelyCause =
    check.by === 'value'
      ? `${named(scope, check.column)} lost parts: a page, an account or a filter value was not read`
      : `the load stopped early or left out ${check.by}s`
  const how = partialFacts(scope)
  const advice = 'Load again if they should be there'
  return {
    ...base,
    status: 'failed',
    severity,
    message: `${message}. ${advice}`,
    likelyCause: how.likelyCause ?? likelyCause,
    evidence: [...evidence, ...(how.evidence ?? [])],
  }
}
