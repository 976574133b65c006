import type { History } from '../history.ts'

/** Scores in a few numbers, for comparison with other scores. */
export interface ScoreSummary {
  readonly rows: number
  readonly mean: number
  readonly deviation?: number
  /** Share of rows above the threshold. */
  readonly shareAbove?: number
}

const metrics = ['mean', 'deviation', 'shareAbove'] as const

/** Scores of the last successful run; undefined when there is none. */
export async function readScoreReference(
  history: History,
  metric: string,
): Promise<ScoreSummary | undefined> {
  const [rows] = await history.read(`${metric}/rows`, 1)
  if (rows === undefined) return undefined
  const found: Partial<Record<(typeof metrics)[number], number>> = {}
  for (const name of metrics) {
    const [point] = await history.read(`${metric}/${name}`, 1)
    if (point?.run === rows.run) found[name] = point.value
  }
  const { mean, ...rest } = found
  return mean === undefined ? undefined : { rows: rows.value, mean, ...rest }
}

/** Keeps scores for the next run. */
export async function recordScores(history: History, metric: string, summary: ScoreSummary): Promise<void> {
  await history.record(`${metric}/rows`, summary.rows)
  for (const name of metrics) {
    const value = summary[name]
    if (value !== undefined) await history.record(`${metric}/${name}`, value)
  }
}
