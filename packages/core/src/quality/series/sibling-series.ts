import { noiseWeights } from './noise-prior.ts'
import {
  learn,
  newFilter,
  predict,
  restart,
  begin,
  type LevelFilter,
  type Mixture,
  type SeriesPrior,
} from './level-filter.ts'
import { scaleOf, type MetricScale } from './scale.ts'
import { gapMs, slots, type Season } from './season.ts'
import type { SeriesPoint } from './series-point.ts'

/** How the series of one sibling is explained. */
export interface Explained {
  /** Log likelihood, up to a constant, of each noise level with normal noise, then with heavy tails. */
  readonly evidence: readonly number[]
  /** Effect of each weekday, Sunday first; they sum to 0. */
  readonly effects: readonly number[]
  /** Variance with which an effect is known. */
  readonly variance: number
  /** How often the weekday was seen that was seen least. */
  readonly weeks: number
  /** Sums over pairs of successive values, in standard deviations: of the products of misses, and of their squares. */
  readonly memory: { readonly products: number; readonly squares: number }
  /** How many values were judged by those before them, and how many of them were beyond 3.5 standard deviations. */
  readonly tails: { readonly values: number; readonly far: number }
}

/** What a series is measured by. */
export interface Measure {
  readonly season: Season
  readonly metric: MetricScale
  readonly clock: number
}

const newest: Readonly<Record<Season, number>> = { none: 100, weekday: 84, hour: 336 }
// Effects are to be what the sibling's own values say.
const wide = { mean: [], own: 0.4, weekend: 0.6, weekendOwn: 0.4 } as const
const far = { tail: 3.5, bad: 8, moved: 3, clip: 2.5 } as const
const dayMs = 86_400_000

/** Explains a sibling's values, oldest first, by the filter that explains the series. */
export function explain(
  all: readonly SeriesPoint[],
  { season, metric, clock }: Measure,
  { noise, memory }: Pick<SeriesPrior, 'noise' | 'memory'>,
): Explained {
  const points = all.slice(-newest[season])
  const scale = scaleOf(
    metric,
    points.slice(0, 10).map(({ value }) => value),
  )
  const prior: SeriesPrior = { season: wide, noise, memory }
  const filter = newFilter(season, gapMs(points.map(({ at }) => at)) ?? dayMs, clock, prior)
  let bad = 0
  const misses = points.map(({ at, value, size }) => {
    const y = scale.to(value, size)
    const miss = follow(filter, at, y, mean => scale.floor(mean, size))
    bad = Math.abs(miss) > far.bad ? bad + 1 : 0
    // So many that are far off are a new level.
    if (bad >= far.moved) restart(filter, at, y)
    return miss
  })
  const before = noiseWeights(noise)
  const known = misses.slice(2 * slots[season].period)
  return {
    evidence: before.map((log, k) => (filter.weights[k] as number) - log),
    ...shapeOf(filter),
    weeks: weeksOf(points, season, clock),
    memory: memoryOf(known),
    tails: { values: known.length, far: known.filter(miss => Math.abs(miss) > far.tail).length },
  }
}

/** Learns a value; what it was off by, in standard deviations. */
function follow(filter: LevelFilter, at: Date, y: number, floor: (y: number) => number): number {
  if (filter.last === undefined) begin(filter, at, y)
  const mixture = predict(filter, at, floor)
  const miss = (y - mixture.mean) / Math.sqrt(varianceOf(mixture))
  const isBad = Math.abs(miss) > far.bad
  learn(filter, at, y, mixture, isBad)
  return miss
}

function varianceOf({ weights, heavyWeights, variances }: Mixture): number {
  return variances.reduce(
    (sum, variance, k) => sum + variance * ((weights[k] as number) + (heavyWeights[k] as number)),
    0,
  )
}

/** Effects of weekdays by the most likely belief, and the variance they have in it. */
function shapeOf({ beliefs, weights }: LevelFilter) {
  const size = beliefs.length
  const best = weights.indexOf(weights.reduce((most, weight) => Math.max(most, weight), -Infinity)) % size
  const belief = beliefs[best]
  if (belief === undefined || belief.mean.length < 9) return { effects: [], variance: 0 }
  const { mean, covariance } = belief
  const width = mean.length
  const raw = Array.from(mean.subarray(1, 8))
  const center = raw.reduce((sum, effect) => sum + effect, 0) / 7
  let [own, shared] = [0, 0]
  for (let i = 1; i < 8; i++) {
    for (let j = 1; j < 8; j++) {
      if (i === j) own += covariance[i * width + j] as number
      shared += covariance[i * width + j] as number
    }
  }
  return { effects: raw.map(effect => effect - center), variance: own / 7 - shared / 49 }
}

function weeksOf(points: readonly SeriesPoint[], season: Season, clock: number): number {
  const seen = Array<number>(slots[season].count).fill(0)
  for (const { at } of points) {
    for (const slot of slots[season].of(at, clock)) {
      seen[slot] = (seen[slot] ?? 0) + 1
    }
  }
  return Math.min(...seen.slice(0, 7))
}

function memoryOf(misses: readonly number[]) {
  const clipped = misses.map(miss => Math.max(-far.clip, Math.min(far.clip, miss)))
  let [products, squares] = [0, 0]
  for (let i = 1; i < clipped.length; i++) {
    products += (clipped[i] as number) * (clipped[i - 1] as number)
    squares += (clipped[i] as number) ** 2
  }
  return { products, squares }
}
