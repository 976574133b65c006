import type { ScoreReference } from '../../artifact/model-artifact.ts'
import {
  scoreDrift,
  type ScoreBaseline,
  type ScoreDrift,
  type ScoreSample,
} from '../../quality/drift/score-drift.ts'
import { identifier, joinSql, rawSql, sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns } from '../check-invalid.ts'
import type { History } from '../history.ts'
import { columnValue, countWhere, finiteOf, noMeasure, numberOf } from './column-sql.ts'
import { sampleIn, sampleMeasures } from './drift-sql.ts'
import type { CheckKind, CheckScope, Finding } from './kind.ts'

/** Scores are distributed as in training and as in the last run, and tell rows apart. */
export interface ScoreDriftCheck extends CheckBase {
  readonly kind: 'score-drift'
  readonly column: string
  readonly decision?: string
  readonly raw?: string
  readonly training?: ScoreReference
}

/** Options of `check.scoreDrift`. */
export interface ScoreDriftOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>> {
  /** The column with the score; default `probability`. */
  readonly column?: string
  /** The boolean column that is true above the threshold. */
  readonly decision?: string
  /** A column with the scores before calibration, which makes many equal; by default `column`. */
  readonly raw?: string
  /** The scores of the training rows; `scoring()` takes them from the champion. */
  readonly training?: ScoreReference
}

/** Declares that scores are distributed as in training and in the last run. Severity: warn. */
export function scoreDriftCheck(options: ScoreDriftOptions = {}): ScoreDriftCheck {
  const { column = 'probability', ...rest } = options
  assertColumns('score-drift', [column])
  return Object.freeze({ kind: 'score-drift', name: `score-drift(${column})`, column, ...rest })
}

const parts = 10
// Weeks differ by a tenth and more; what an audience may lose unnoticed is a quarter.
const limits = { minShareShift: 0.25 } as const
const metric = (subject: string, column: string, name: string | number) =>
  `${subject}/score-drift/${column}/${name}`

export const scoreDriftKind: CheckKind<ScoreDriftCheck> = {
  kind: 'score-drift',
  severity: 'warn',
  needsRows: true,
  columns: ({ column, decision }) => [
    { name: column, type: 'number' },
    ...(decision === undefined ? [] : [{ name: decision, type: 'boolean' } as const]),
  ],
  measures({ column, decision, training }, { schema }) {
    const value = columnValue(schema, column)
    return [
      decision === undefined ? noMeasure : countWhere(columnValue(schema, decision)),
      sql`avg(CASE WHEN isfinite(${value}) THEN ${value} END)`,
      sql`quantile_cont(${value}, [${rawSql(Array.from({ length: parts + 1 }, (_, i) => i / parts).join(', '))}])`,
      ...(training === undefined ? [] : sampleMeasures(value, training.deciles)),
    ]
  },
  async judge(check, { rows, values }, scope) {
    const { column, training, raw = column } = check
    const above = finiteOf(values[0])
    const shareAbove = above === undefined ? {} : { shareAbove: above / rows }
    const shares = { modalShare: await modalShare(raw, rows, scope), ...shareAbove }
    const last = await readScores(scope, column)
    const findings: Finding[] = []
    if (training !== undefined) {
      const sample = { ...sampleIn(rows, training.deciles, values.slice(3)), ...shares }
      findings.push(findingOf(check, scoreDrift(training, sample, limits), 'training'))
    }
    if (last !== undefined) {
      const sample = await against(last, check, rows, shares, scope)
      findings.push(findingOf(check, scoreDrift(last, sample, limits), 'the last run'))
    }
    const mean = finiteOf(values[1])
    const deciles = (values[2] ?? []) as readonly number[]
    if (mean !== undefined) await recordScores(scope, column, { rows, mean, deciles, ...shareAbove })
    const failed = findings.filter(({ status }) => status === 'failed')
    const [first] = findings
    if (first !== undefined) return failed.length > 0 ? failed : [first]
    const message = 'learning (0 of 1 runs), nothing to compare with'
    return [{ status: 'learning', severity: 'warn', message }]
  },
}

function findingOf({ column }: ScoreDriftCheck, found: ScoreDrift, when: string): Finding {
  const base = { column, severity: 'warn', observed: found.mean.now } as const
  if (found.state === 'too-few') return { ...base, status: 'learning', message: `learning: ${found.message}` }
  const expected = `mean ${found.mean.before} as in ${when}`
  const message = `${found.message}, compared with ${when}`
  if (found.state === 'ok') return { ...base, status: 'passed', expected, message }
  return {
    ...base,
    part: when === 'training' ? 'training' : 'last-run',
    status: 'failed',
    expected,
    message,
  }
}

async function modalShare(column: string, rows: number, { data, table }: CheckScope): Promise<number> {
  const [found] = await data.rows<{ n: number }>(
    sql`SELECT count(*) AS n FROM ${table} WHERE ${identifier(column)} IS NOT NULL GROUP BY ${identifier(column)} ORDER BY n DESC LIMIT 1`,
  )
  return rows === 0 ? 0 : numberOf(found?.n) / rows
}

/** Counts at the deciles of the last run, which are known only now. */
async function against(
  last: ScoreBaseline,
  { column }: ScoreDriftCheck,
  rows: number,
  shares: Pick<ScoreSample, 'modalShare' | 'shareAbove'>,
  { data, table, schema }: CheckScope,
): Promise<ScoreSample> {
  const measures = sampleMeasures(columnValue(schema, column), last.deciles)
  const list = measures.map((measure, i) => sql`${measure} AS ${identifier(`m${i}`)}`)
  const [row = {}] = await data.rows(
    sql<Record<string, unknown>>`SELECT ${joinSql(list, ', ')} FROM ${table}`,
  )
  const values = measures.map((_, i) => row[`m${i}`])
  return { ...sampleIn(rows, last.deciles, values), ...shares }
}

async function readScores(
  { history, subject }: CheckScope,
  column: string,
): Promise<ScoreBaseline | undefined> {
  const value = async (name: string | number) => (await history.read(metric(subject, column, name), 1))[0]
  const rows = await value('rows')
  if (rows === undefined) return undefined
  const of = async (name: string | number) => {
    const point = await value(name)
    return point?.run === rows.run ? point.value : undefined
  }
  const deciles: number[] = []
  for (let i = 0; i <= parts; i++) {
    const decile = await of(i)
    if (decile !== undefined) deciles.push(decile)
  }
  const [mean, shareAbove] = [await of('mean'), await of('shareAbove')]
  if (mean === undefined || deciles.length <= parts) return undefined
  return { rows: rows.value, mean, deciles, ...(shareAbove !== undefined && { shareAbove }) }
}

async function recordScores(
  { history, subject }: { readonly history: History; readonly subject: string },
  column: string,
  scores: ScoreBaseline,
): Promise<void> {
  const record = (name: string | number, value: number) =>
    history.record(metric(subject, column, name), value)
  await record('rows', scores.rows)
  await record('mean', scores.mean)
  if (scores.shareAbove !== undefined) await record('shareAbove', scores.shareAbove)
  for (const [i, decile] of scores.deciles.entries()) await record(i, decile)
}
