import type { InputColumn } from '../../prepare/input-column.ts'
import { categoryDrift, type CategoryCounts, type CategoryDrift } from '../../quality/drift/category-drift.ts'
import { numberDrift, type NumberDrift } from '../../quality/drift/number-drift.ts'
import { shareDistance, chanceOf } from '../../quality/drift/share-test.ts'
import { falseAlarmsPerTest } from '../../quality/series/false-alarm-budget.ts'
import { identifier, joinSql, rawSql, sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { CheckInvalid } from '../check-invalid.ts'
import { count, percent, plural } from '../wording.ts'
import { columnValue, countWhere, noMeasure, numberOf } from './column-sql.ts'
import { referenceOf, sampleIn, sampleMeasures, sampleSize } from './drift-sql.ts'
import type { CheckKind, CheckScope, Finding } from './kind.ts'

/** Columns hold what they held in training. */
export interface DriftCheck extends CheckBase {
  readonly kind: 'drift'
  /** What training saw; `scoring()` takes it from the champion. */
  readonly reference: readonly InputColumn[]
  /** Only these columns; all of the reference when absent. */
  readonly columns?: readonly string[]
  readonly minShift: number
  readonly minShare: number
  readonly atLeastKnown: number
  readonly falseAlarms: number
}

/** Options of `check.drift`. */
export interface DriftCheckOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** What training saw of each column; `scoring()` takes it from the champion where it is absent. */
  readonly reference?: readonly InputColumn[]
  /** Only these columns; by default all that the model reads. */
  readonly columns?: readonly string[]
  /** Least change of a number that matters, as a share of its size or spread; default 0.2. */
  readonly minShift?: number
  /** Least change of a share that matters: of missing values, of rows in other categories; default 0.05. */
  readonly minShare?: number
  /** Least share of rows whose category training knew; default 0.9. */
  readonly atLeastKnown?: number
  /** Share of columns that may be reported by chance; default that of one false alarm a month. */
  readonly falseAlarms?: number
}

/**
 * Declares that columns hold what they held in training: a column has drifted when the difference is no chance given both
 * numbers of rows, and is material in the column's own unit. Severity: warn.
 */
export function drift(options: DriftCheckOptions = {}): DriftCheck {
  const { reference = [], minShift = 0.2, minShare = 0.05, atLeastKnown = 0.9, ...rest } = options
  const { falseAlarms = falseAlarmsPerTest(), ...named } = rest
  for (const [option, value] of Object.entries({ minShift, minShare, atLeastKnown, falseAlarms })) {
    if (value > 0 && Number.isFinite(value)) continue
    throw new CheckInvalid({ check: 'drift', option, value, expected: 'a number above 0, such as 0.2' })
  }
  const limits = { minShift, minShare, atLeastKnown, falseAlarms }
  return Object.freeze({ kind: 'drift', name: 'drift', reference, ...limits, ...named })
}

export const driftKind: CheckKind<DriftCheck> = {
  kind: 'drift',
  severity: 'warn',
  needsRows: true,
  columns: check => judged(check).map(({ name, type }) => ({ name, type })),
  measures(check, { schema }) {
    const columns = judged(check)
    const all = columns.map(({ name }) => sql`${identifier(name)} IS NULL`)
    return [
      all.length === 0 ? noMeasure : countWhere(joinSql(all, ' AND ')),
      ...columns.flatMap(column => {
        const value = columnValue(schema, column.name)
        if (column.type === 'boolean') return [sql`count(${value})`, countWhere(value)]
        const reference = referenceOf(column)
        return reference === undefined ? [] : sampleMeasures(value, reference.quantiles)
      }),
    ]
  },
  async judge(check, { rows, values }, scope) {
    const columns = judged(check)
    const found = await driftsOf(check, rows, values.slice(1), scope)
    const empty = emptyRows(check, columns, rows, numberOf(values[0]))
    const findings = [...(empty === undefined ? [] : [empty]), ...findingsOf(found, scope)]
    if (findings.length > 0) return findings
    return [summary(columns, found, rows)]
  },
}

/** What became of a column. */
export interface ColumnDrift {
  readonly column: InputColumn
  readonly drift: NumberDrift | CategoryDrift
}

/** Columns with a reference that this check looks at. Instants move by themselves, and have none. */
function judged({ reference, columns }: DriftCheck): readonly InputColumn[] {
  return reference.filter(
    column =>
      (columns === undefined || columns.includes(column.name)) &&
      (column.type === 'number' ? referenceOf(column) !== undefined : column.statistics.top !== undefined),
  )
}

async function driftsOf(
  check: DriftCheck,
  rows: number,
  values: readonly unknown[],
  scope: CheckScope,
): Promise<readonly ColumnDrift[]> {
  const found: ColumnDrift[] = []
  let next = 0
  for (const column of judged(check)) {
    const reference = column.type === 'number' ? referenceOf(column) : undefined
    if (reference !== undefined) {
      const own = values.slice(next, (next += sampleSize(reference.quantiles)))
      found.push({ column, drift: numberDrift(reference, sampleIn(rows, reference.quantiles, own), check) })
    } else {
      const isTruth = column.type === 'boolean'
      const counts = isTruth ? truths(rows, values.slice(next, (next += 2))) : await texts(column, scope)
      const [before, now] = comparable(column, counts)
      found.push({ column, drift: categoryDrift(before, now, check) })
    }
  }
  return found
}

function truths(rows: number, [present, yes]: readonly unknown[]): CategoryCounts {
  const [values, trues] = [numberOf(present), numberOf(yes)]
  return new Map<string | null, number>([
    ['true', trues],
    ['false', values - trues],
    [null, rows - values],
  ])
}

const most = 1000

async function texts({ name }: InputColumn, { data, table }: CheckScope): Promise<CategoryCounts> {
  const column = identifier(name)
  const rows = await data.rows<{ value: string | null; n: number; all: number }>(
    sql`SELECT ${column} AS value, count(*) AS n, sum(count(*)) OVER () AS "all" FROM ${table}
      GROUP BY 1 ORDER BY n DESC, value LIMIT ${rawSql(String(most))}`,
  )
  const counts = new Map(rows.map(({ value, n }) => [value, n]))
  const rest = (rows[0]?.all ?? 0) - rows.reduce((sum, { n }) => sum + n, 0)
  return rest > 0 ? counts.set(others, rest) : counts
}

const others = '(others)'

/** Both with the same names for what training did not list: of more than it listed, which are new is not known. */
function comparable(
  { statistics }: InputColumn,
  counts: CategoryCounts,
): readonly [CategoryCounts, CategoryCounts] {
  const { rows, missing, top = [], distinct = top.length } = statistics
  const before = new Map<string | null, number>(top.map(({ value, count: n }) => [value, n]))
  before.set(null, missing)
  if (distinct <= top.length) return [before, counts]
  const listed = top.reduce((sum, { count: n }) => sum + n, missing)
  before.set(others, rows - listed)
  const now = new Map<string | null, number>()
  for (const [value, n] of counts) {
    const name = before.has(value) ? value : others
    now.set(name, (now.get(name) ?? 0) + n)
  }
  return [before, now]
}

/** One finding for all columns that drifted: they mostly have one cause. Categories unknown to training are another. */
function findingsOf(found: readonly ColumnDrift[], scope: CheckScope): readonly Finding[] {
  const base = { status: 'failed', severity: 'warn' } as const
  const drifted = found.filter(({ drift: { state } }) => state === 'drift')
  const findings: Finding[] = []
  const [first] = drifted
  if (first !== undefined) {
    const evidence = drifted.map(
      each => `${shownName(each.column.name, scope)} ${each.drift.message} in training`,
    )
    const rest = drifted.length > named ? ` and ${count(drifted.length - named)} more` : ''
    const message = `${plural(drifted.length, 'column')} of ${count(found.length)} not as in training: ${evidence.slice(0, named).join('; ')}${rest}. Look at their sources; if the world has changed, train on newer dates`
    findings.push({ ...base, column: first.column.name, message, evidence, ...numbersOf(first.drift) })
  }
  for (const { column, drift: each } of found) {
    if (each.kind !== 'category' || each.state === 'drift' || each.coverage.state === 'ok') continue
    const message = `${shownName(column.name, scope)} ${each.message}. The model has not learned the new ones`
    const facts = { observed: each.coverage.known, expected: 'categories that training knew' }
    findings.push({ ...base, part: `known(${column.name})`, column: column.name, message, ...facts })
  }
  return findings
}

const named = 3

function shownName(name: string, { names = {} }: CheckScope): string {
  return names[name] ?? name
}

function numbersOf(found: ColumnDrift['drift']): Pick<Finding, 'observed' | 'expected'> {
  if (found.kind === 'category') return { observed: found.distance, expected: 'the shares of training' }
  const { shift, missing, because } = found
  if (shift !== undefined && because.includes('values')) {
    return { observed: shift.now, expected: `${shift.what} ${shift.before}` }
  }
  return { observed: missing.now, expected: `${percent(missing.before)} missing` }
}

/** Rows without any value: no row of training can have been one where some column was always there. */
function emptyRows(
  { falseAlarms, minShare }: DriftCheck,
  columns: readonly InputColumn[],
  rows: number,
  empty: number,
): Finding | undefined {
  const [first] = columns
  if (first === undefined || columns.length < 2) return undefined
  const before = Math.min(
    ...columns.map(({ statistics }) => statistics.missing / Math.max(1, statistics.rows)),
  )
  const now = empty / rows
  if (now - before < minShare) return undefined
  if (chanceOf(shareDistance(before, first.statistics.rows, now, rows)) >= falseAlarms) return undefined
  const message = `${count(empty)} of ${count(rows)} rows (${percent(now)}) have no value in any of the ${count(columns.length)} columns, at most ${percent(before)} in training. Look for a join that finds nothing`
  return {
    part: 'all-missing',
    status: 'failed',
    severity: 'warn',
    observed: now,
    expected: `at most ${percent(before)}`,
    message,
  }
}

function summary(columns: readonly InputColumn[], found: readonly ColumnDrift[], rows: number): Finding {
  const base = { severity: 'warn', observed: rows } as const
  if (columns.length === 0) {
    const message = 'learning: the model keeps no statistics of its columns to compare with. Train it again'
    return { ...base, status: 'learning', message }
  }
  const few = found.filter(({ drift: each }) => each.state === 'too-few').length
  if (few === found.length) {
    return {
      ...base,
      status: 'learning',
      message: `learning: ${count(rows)} rows are too few to compare with training`,
    }
  }
  const before = count(Math.max(...columns.map(({ statistics }) => statistics.rows)))
  const message = `${plural(columns.length - few, 'column')} as in training, n = ${count(rows)} against ${before}`
  return {
    ...base,
    status: 'passed',
    message: few === 0 ? message : `${message}; ${count(few)} with too few values`,
  }
}
