import type { CheckBase } from '../check.ts'
import { assertColumns, CheckInvalid } from '../check-invalid.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { sql } from '../../sql/sql.ts'
import { count, number, percent } from '../wording.ts'
import { columnValue, countWhere, finiteOf, noMeasure, numberOf, rowsWhere } from './column-sql.ts'
import type { CheckKind, CheckScope, Finding } from './kind.ts'
import { readScoreReference, recordScores, type ScoreSummary } from './score-summary.ts'
import { shiftFindings } from './score-shift.ts'

/** Scores are whole, lie where they may, and are distributed as in training or in the last run. */
export interface ScoresCheck extends CheckBase {
  readonly kind: 'scores'
  readonly column: string
  readonly decision?: string
  readonly probability: boolean
  readonly training?: ScoreSummary
  readonly maxMeanShift: number
  readonly maxShareShift: number
}

/** Options of `check.scores`. */
export interface ScoresOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** The column with the score; default `probability`. */
  readonly column?: string
  /** The boolean column that is true above the threshold. */
  readonly decision?: string
  /** Whether the score must lie between 0 and 1; default true. */
  readonly probability?: boolean
  /** The scores of the training rows. */
  readonly training?: ScoreSummary
  /** Largest change of the mean score against the last run, or training before there is one; default 0.5. */
  readonly maxMeanShift?: number
  /** Largest change of the share above the threshold against training, as a share of it; default 0.5. */
  readonly maxShareShift?: number
}

/**
 * Declares what scores must be like. Severity: block for missing, impossible or constant scores, for an empty audience
 * and for a mean that is four times another; warn for smaller changes.
 */
export function scores(options: ScoresOptions = {}): ScoresCheck {
  const {
    column = 'probability',
    probability = true,
    maxMeanShift = 0.5,
    maxShareShift = 0.5,
    ...rest
  } = options
  assertColumns('scores', [column])
  for (const [option, value] of Object.entries({ maxMeanShift, maxShareShift })) {
    if (value > 0 && Number.isFinite(value)) continue
    throw new CheckInvalid({
      check: 'scores',
      option,
      value,
      expected: 'a number above 0, such as 0.5 for 50 %',
    })
  }
  const limits = { maxMeanShift, maxShareShift }
  return Object.freeze({ kind: 'scores', name: `scores(${column})`, column, probability, ...limits, ...rest })
}

// Fewer rows may well have one score, for example on one step of an isotonic calibrator.
const leastForConstant = 20

export const scoresKind: CheckKind<ScoresCheck> = {
  kind: 'scores',
  severity: 'block',
  needsRows: true,
  columns: ({ column, decision }) => [
    { name: column, type: 'number' },
    ...(decision === undefined ? [] : [{ name: decision, type: 'boolean' } as const]),
  ],
  measures({ column, decision }, { schema }) {
    const value = columnValue(schema, column)
    const finite = sql`CASE WHEN abs(${value}) < ${'1e150'}::DOUBLE THEN ${value} END`
    const above = decision === undefined ? noMeasure : countWhere(columnValue(schema, decision))
    return [
      sql`count(${value})`,
      countWhere(isOutside(value)),
      sql`avg(${finite})`,
      sql`stddev_pop(${finite})`,
      sql`min(${value}) = max(${value})`,
      above,
    ]
  },
  async judge(check, { rows, values }, scope) {
    const found = { rows, values, summary: summaryOf(rows, values) }
    const broken = brokenFindings(check, found, scope)
    if (broken.length > 0) return broken
    const last = await readScoreReference(scope.history, metricOf(check, scope))
    await recordScores(scope.history, metricOf(check, scope), found.summary)
    const findings = shiftFindings(check, found.summary, last)
    return findings.map(finding => ({ column: check.column, ...finding }))
  },
}

function metricOf({ column }: ScoresCheck, { subject }: CheckScope): string {
  return `${subject}/scores/${column}`
}

function summaryOf(rows: number, values: readonly unknown[]): ScoreSummary {
  const above = finiteOf(values[5])
  return {
    rows,
    mean: finiteOf(values[2]) ?? 0,
    deviation: finiteOf(values[3]) ?? 0,
    ...(above !== undefined && { shareAbove: above / rows }),
  }
}

interface FoundScores {
  readonly rows: number
  readonly values: readonly unknown[]
  readonly summary: ScoreSummary
}

/** What makes scores useless whatever they are compared with. */
function brokenFindings(
  { column, probability }: ScoresCheck,
  { rows, values, summary }: FoundScores,
  scope: CheckScope,
): readonly Finding[] {
  const [present, outside] = values.slice(0, 2).map(numberOf) as [number, number]
  const value = columnValue(scope.schema, column)
  const base = { column, status: 'failed', severity: 'block' } as const
  const findings: Finding[] = []
  if (present < rows) {
    const message = `${count(rows - present)} of ${count(rows)} rows have no score. Look for inputs that are missing or infinite`
    const offending = rowsWhere(scope, [column], sql`${value} IS NULL`)
    findings.push({
      ...base,
      part: 'missing',
      observed: rows - present,
      expected: 'none',
      message,
      offending,
    })
  }
  if (probability && outside > 0) {
    const message = `${count(outside)} of ${count(rows)} scores are not between 0 and 1, so they are no probabilities. Look at the calibrator of the model`
    const offending = rowsWhere(scope, [column], isOutside(value))
    findings.push({ ...base, part: 'range', observed: outside, expected: 'none', message, offending })
  }
  if (values[4] === true && present >= leastForConstant) {
    const shown = probability ? percent(summary.mean) : number(summary.mean)
    const message = `all ${count(present)} scores are the same, ${shown}. Look for features that are empty or constant`
    findings.push({
      ...base,
      part: 'constant',
      observed: summary.mean,
      expected: 'different scores',
      message,
    })
  }
  return findings
}

function isOutside(value: SqlPart): SqlPart {
  return sql`(${value} < 0 OR ${value} > 1)`
}
