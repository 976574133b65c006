import { averagePrecision } from '../metrics/average-precision.ts'
import { selectionCurve } from '../metrics/curve.ts'
import { aucDifference, aucInterval, meanInterval, type Estimate } from './auc-interval.ts'
import { agreementOf, type Agreement } from './agreement.ts'
import { rounded } from './rounded.ts'
import { judgeable, pick, type ScoredSample } from './scored-sample.ts'
import { thinned } from './thinned.ts'

/** A metric of the new version and of the champion on the same rows. */
export interface MetricDifference {
  readonly metric: 'auc' | 'averagePrecision' | 'logLoss' | 'brier' | 'rmse'
  readonly better: 'higher' | 'lower'
  readonly candidate: number | null
  readonly champion: number | null
  /** Candidate minus champion; the interval, where there is one, is of 95 % for independent rows. */
  readonly difference: number | null
  readonly interval: { readonly low: number; readonly high: number } | null
}

/** The new version beside the champion. */
export interface ChampionComparison {
  readonly version: number
  readonly rows: number
  readonly metrics: readonly MetricDifference[]
  readonly agreement: Agreement
  /** Per shown row the champion's score, the new version's and the outcome. */
  readonly points: readonly (readonly [champion: number, candidate: number, target: number])[]
}

/** Compares two models on the rows that both score. */
export function championComparison(
  version: number,
  of: { readonly candidate: ScoredSample; readonly champion: ScoredSample },
  task: 'binary' | 'regression',
): ChampionComparison {
  const known = new Set(judgeable(of.champion))
  const both = judgeable(of.candidate).filter(row => known.has(row))
  const [candidate, champion] = [pick(of.candidate, both), pick(of.champion, both)]
  return {
    version,
    rows: both.length,
    metrics: task === 'binary' ? classMetrics(candidate, champion) : [rmse(candidate, champion)],
    agreement: agreementOf(candidate.margin, champion.margin),
    points: thinned(both.length, 400).map(i => [
      rounded(champion.probability[i], 4) ?? 0,
      rounded(candidate.probability[i], 4) ?? 0,
      candidate.target[i] as number,
    ]),
  }
}

function classMetrics(candidate: ScoredSample, champion: ScoredSample): readonly MetricDifference[] {
  const { target } = candidate
  const [own, other] = [candidate, champion].map(({ margin }) => selectionCurve(target, margin))
  return [
    difference('auc', 'higher', {
      candidate: aucInterval(target, candidate.margin)?.value,
      champion: aucInterval(target, champion.margin)?.value,
      estimate: aucDifference(target, candidate.margin, champion.margin),
    }),
    difference('averagePrecision', 'higher', {
      candidate: own && averagePrecision(own),
      champion: other && averagePrecision(other),
    }),
    perRow('logLoss', candidate, champion, logLossOf),
    perRow('brier', candidate, champion, (p, y) => (p - y) ** 2),
  ]
}

function logLossOf(probability: number, outcome: number): number {
  const least = Number.EPSILON
  const kept = Math.min(1 - least, Math.max(least, probability))
  return outcome === 1 ? -Math.log(kept) : -Math.log(1 - kept)
}

function perRow(
  metric: MetricDifference['metric'],
  candidate: ScoredSample,
  champion: ScoredSample,
  loss: (score: number, outcome: number) => number,
): MetricDifference {
  const losses = [candidate, champion].map(({ probability, target }) =>
    probability.map((score, i) => loss(score, target[i] as number)),
  ) as [Float64Array, Float64Array]
  const [own, other] = losses.map(values => meanInterval(values)?.value)
  const estimate = meanInterval(losses[0].map((value, i) => value - (losses[1][i] as number)))
  return difference(metric, 'lower', { candidate: own, champion: other, estimate })
}

/** The difference of roots follows from that of the mean squares, whose interval is known. */
function rmse(candidate: ScoredSample, champion: ScoredSample): MetricDifference {
  const squares = perRow('rmse', candidate, champion, (score, outcome) => (score - outcome) ** 2)
  const [own, other] = [Math.sqrt(squares.candidate ?? Number.NaN), Math.sqrt(squares.champion ?? Number.NaN)]
  const scale = own + other === 0 ? 0 : 1 / (own + other)
  const estimate =
    squares.interval === null
      ? undefined
      : {
          value: own - other,
          low: squares.interval.low * scale,
          high: squares.interval.high * scale,
        }
  return difference('rmse', 'lower', { candidate: own, champion: other, estimate })
}

function difference(
  metric: MetricDifference['metric'],
  better: MetricDifference['better'],
  of: {
    readonly candidate: number | null | undefined
    readonly champion: number | null | undefined
    readonly estimate?: Estimate | undefined
  },
): MetricDifference {
  const { candidate, champion, estimate } = of
  const known = typeof candidate === 'number' && typeof champion === 'number'
  return {
    metric,
    better,
    candidate: rounded(candidate),
    champion: rounded(champion),
    difference: known ? rounded(candidate - champion) : null,
    interval:
      estimate === undefined ? null : { low: rounded(estimate.low) ?? 0, high: rounded(estimate.high) ?? 0 },
  }
}
