import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { judgeEach, type MetricScale, type SeriesPoint } from '@sluice/core'
import { bestNabScore, nabScore, type LabelledSeries, type NabScore } from './nab-score.ts'

const sets: readonly {
  readonly name: string
  readonly metric: MetricScale
  readonly files: readonly string[]
}[] = [
  {
    name: 'realAdExchange',
    metric: 'amount',
    files: ['2_cpc', '2_cpm', '3_cpc', '3_cpm', '4_cpc', '4_cpm'].map(
      name => `realAdExchange/exchange-${name}_results.csv`,
    ),
  },
  { name: 'nyc_taxi', metric: 'count', files: ['realKnownCause/nyc_taxi.csv'] },
]

/** How Sluice does on some of NAB's series. */
export interface NabResult {
  readonly name: string
  /** Reporting what is improbable by less than the share of false alarms that a month of a client may have. */
  readonly byBudget: NabScore
  /** With the threshold that is best in hindsight, as NAB scores detectors. */
  readonly best: NabScore
}

// At an hour, one false alarm in a month.
const falseAlarms = 1 / 720

/** Scores the real series in a folder that holds the benchmark's `data` and `labels`. */
export function nabResults(folder: string): readonly NabResult[] {
  const labels = JSON.parse(readFileSync(join(folder, 'labels/combined_windows.json'), 'utf8')) as Readonly<
    Record<string, readonly (readonly [string, string])[]>
  >
  return sets.map(({ name, metric, files }) => {
    const series = files.map(file => judged(folder, file, metric, labels[file] ?? []))
    return { name, byBudget: nabScore(series, -Math.log10(falseAlarms)), best: bestNabScore(series) }
  })
}

function judged(
  folder: string,
  file: string,
  metric: MetricScale,
  labels: readonly (readonly [string, string])[],
): LabelledSeries {
  const points = pointsOf(readFileSync(join(folder, 'data', file), 'utf8'))
  const verdicts = judgeEach(points, { metric, falseAlarms, season: 'hour' })
  // One incident is one alert: only its first row counts.
  const scores = verdicts.map(({ p = 1, streak }) => (streak === 1 ? -Math.log10(Math.max(p, 1e-300)) : 0))
  const rowOf = (text: string) => points.findIndex(({ at }) => at.getTime() === instantOf(text).getTime())
  return { name: file, scores, windows: labels.map(([first, last]) => [rowOf(first), rowOf(last)] as const) }
}

function pointsOf(text: string): readonly SeriesPoint[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map(line => {
      const [at = '', value = ''] = line.split(',')
      return { at: instantOf(at), value: Number(value) }
    })
}

/** `2011-07-01 00:00:01`, with or without parts of a second. */
function instantOf(text: string): Date {
  return new Date(`${text.slice(0, 19).replace(' ', 'T')}Z`)
}
