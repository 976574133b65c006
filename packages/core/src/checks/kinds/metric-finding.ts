import type { SeriesVerdict } from '../../quality/series/series-verdict.ts'
import { unitCause } from '../metric-history.ts'
import { median } from '../median.ts'
import { change, count, number, percent, rowsOf } from '../wording.ts'
import type { CheckScope, Finding } from './kind.ts'

/** What a finding about a metric says beside the verdict. */
export interface MetricSubject {
  /** Such as `sum of "spend"`. */
  readonly words: string
  readonly rows: number
  readonly advice: string
  /** Factors that mean something, by what they mean. */
  readonly factors?: Readonly<Record<string, number>>
}

const recentRuns = 7

/** A verdict as a finding: with what a change by a round factor means, and how the number of rows changed meanwhile. */
export async function metricFinding(
  verdict: SeriesVerdict,
  { words, rows, advice, factors }: MetricSubject,
  scope: CheckScope,
): Promise<Finding> {
  const { state, value, expected, p, message, metric } = verdict
  const base = {
    observed: value,
    ...(expected !== undefined && { expected: expectation(expected, metric === 'share' ? percent : number) }),
    ...(p !== undefined && { p }),
  }
  const said = `${words} is ${message}`
  if (state === 'learning') return { ...base, status: 'learning', severity: 'warn', message: said }
  if (state === 'ok') return { ...base, status: 'passed', severity: 'warn', message: said }
  const cause = unitCause(value, expected?.value, factors)
  const rowsFact = await rowEvidence(rows, scope)
  return {
    ...base,
    status: 'failed',
    severity: verdict.severity ?? 'warn',
    message: `${said}. ${advice}`,
    ...(cause !== undefined && { likelyCause: cause }),
    ...(rowsFact !== undefined && { evidence: [rowsFact] }),
  }
}

function expectation(
  { value, low, high }: NonNullable<SeriesVerdict['expected']>,
  shown: (value: number) => string,
): string {
  return `about ${shown(value)} (${shown(low)}–${shown(high)})`
}

/** The number of rows against that of the last runs: a sum that doubles with it is another matter than one alone. */
async function rowEvidence(
  rows: number,
  { history, subject, asOf }: CheckScope,
): Promise<string | undefined> {
  const points = (await history.read(`${subject}/rows`, recentRuns)).filter(point => point.asOf < asOf)
  if (points.length === 0) return undefined
  const usual = median(points.map(({ value }) => value))
  if (usual === 0) return `${rowsOf(rows)}, none in the last runs`
  const ratio = rows / usual
  const against = Math.abs(ratio - 1) < 0.1 ? 'as usual' : change(ratio)
  return `${rowsOf(rows)}, about ${count(usual)} in the last runs: ${against}`
}
