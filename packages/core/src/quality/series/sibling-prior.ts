import { median } from '../../checks/median.ts'
import { explain, type Explained } from './sibling-series.ts'
import { defaultNoise, noiseGrid, noiseWeights, type NoisePrior } from './noise-prior.ts'
import type { SeriesPrior } from './level-filter.ts'
import type { MetricScale } from './scale.ts'
import type { Season, SeasonPrior } from './season.ts'
import { inOrder, type SeriesPoint } from './series-point.ts'

/** What is believed when nobody else runs the pipeline: weekends may be quite different, weekdays a little. */
const defaultSeason: SeasonPrior = { mean: [], own: 0.06, weekend: 0.45, weekendOwn: 0.25 }

/**
 * The prior without siblings. Days remember a fifth of yesterday's noise; of hours, whose season says more, and of rare
 * runs nothing is believed. One in seven is quiet on other days, such as a shop that is closed on Mondays.
 */
export const defaultPrior = (season: Season): SeriesPrior => ({
  season: defaultSeason,
  other: { season: { mean: [], own: 0.5, weekend: 0, weekendOwn: 0.5 }, share: 0.15 },
  noise: defaultNoise,
  memory: season === 'weekday' ? 0.2 : 0,
})

const perMad = 1.4826
// Deployments that seem alike may only look so: their differences are never taken for smaller.
const leastSpread = 0.03
const mostOwn = 0.16
const mostSiblings = 40
const least = { siblings: 3, points: 10, weeks: 2 } as const
// What was believed before siblings counts as much as so many of them, for each parameter.
const trust = { middle: 1, spread: 2, heavy: 2, memory: 100 } as const
const rounds = 30
// Shares of values beyond 3.5 standard deviations, as estimated from few weeks.
const tails = { normal: 0.0015, heavy: 0.006 } as const
const [leastHeavy, mostHeavy] = [0.03, 0.9]

interface SiblingPrior {
  readonly prior: SeriesPrior
  readonly siblings: number
}

/**
 * What siblings, which are other deployments of the same pipeline, say about a series before it has points of its own:
 * the usual effect of each weekday, how much deployments differ in it, how noisy they are, whether their noise has heavy
 * tails, and how much of it is left on the next day. Each sibling is explained by the filter that explains the series;
 * the prior is the one that makes all of them most likely (empirical Bayes by expectation and maximisation). Fewer than
 * three say nothing.
 */
function siblingPrior(
  siblings: readonly (readonly SeriesPoint[])[],
  season: Season,
  metric: MetricScale,
  clock: number,
): SiblingPrior {
  const prior = defaultPrior(season)
  const explained = siblings
    .slice(0, mostSiblings)
    .map(points => inOrder(points).filter(point => point.excluded !== true))
    .filter(points => points.length >= least.points)
    .map(points => explain(points, { season, metric, clock }, prior))
  if (explained.length < least.siblings) return { prior, siblings: 0 }
  const shapes = season === 'weekday' ? explained.filter(({ weeks }) => weeks >= least.weeks) : []
  const lent = {
    season: shapes.length >= least.siblings ? seasonPrior(shapes) : defaultSeason,
    noise: withTails(noisePrior(explained), explained),
    memory: memoryOf(prior.memory, explained),
  }
  return { prior: lent, siblings: explained.length }
}

/** The prior of the noise under which the siblings are most likely. */
function noisePrior(siblings: readonly Explained[]): NoisePrior {
  let prior = defaultNoise
  for (let i = 0; i < rounds; i++) prior = better(prior, siblings)
  return { ...prior, surprise: 0.001 }
}

/** Tails are also judged by how many values were far off: a likelihood says little about one in a thousand. */
function withTails(prior: NoisePrior, siblings: readonly Explained[]): NoisePrior {
  const values = siblings.reduce((sum, { tails: { values: count } }) => sum + count, 0)
  const far = siblings.reduce((sum, { tails: { far: count } }) => sum + count, 0)
  const [few, many] = [tails.normal * values, tails.heavy * values]
  const odds = (defaultNoise.heavy / (1 - defaultNoise.heavy)) * (many / few) ** far * Math.exp(few - many)
  return { ...prior, heavy: between(leastHeavy, mostHeavy, Math.max(prior.heavy, odds / (1 + odds))) }
}

function better(prior: NoisePrior, siblings: readonly Explained[]): NoisePrior {
  const noises = noiseGrid(defaultNoise.median)
  const before = noiseWeights({ ...prior, surprise: 0 }, noises)
  let [weight, sum, squares, heavy] = [0, 0, 0, 0]
  for (const { evidence } of siblings) {
    const posterior = normalized(before.map((log, k) => log + (evidence[k] as number)))
    for (const [k, share] of posterior.entries()) {
      const log = Math.log(noises[k % noises.length] as number)
      weight += share
      sum += share * log
      squares += share * log * log
      if (k >= noises.length) heavy += share
    }
  }
  const middle = (sum + trust.middle * Math.log(defaultNoise.median)) / (weight + trust.middle)
  const variance = squares - 2 * middle * sum + weight * middle ** 2
  const spread = (variance + trust.spread * defaultNoise.spread ** 2) / (weight + trust.spread)
  return {
    median: Math.exp(middle),
    spread: Math.sqrt(spread),
    heavy: (heavy + trust.heavy * defaultNoise.heavy) / (weight + trust.heavy),
    surprise: 0,
  }
}

function normalized(logs: readonly number[]): readonly number[] {
  const best = logs.reduce((most, log) => Math.max(most, log), -Infinity)
  const raw = logs.map(log => Math.exp(log - best))
  const sum = raw.reduce((total, share) => total + share, 0)
  return raw.map(share => share / sum)
}

/** The memory that was believed, and the autocorrelation that is left in what each sibling's day was off by. */
function memoryOf(believed: number, siblings: readonly Explained[]): number {
  let [products, squares] = [0, trust.memory as number]
  for (const { memory } of siblings) {
    products += memory.products
    squares += memory.squares
  }
  return between(0, 0.7, believed + products / squares)
}

function seasonPrior(shapes: readonly Explained[]): SeasonPrior {
  const mean = Array.from({ length: 7 }, (_, day) =>
    median(shapes.map(({ effects }) => effects[day] as number)),
  )
  const misses = shapes.map(({ effects }) => effects.map((effect, day) => effect - (mean[day] as number)))
  const variance = median(shapes.map(shape => shape.variance))
  const shared = misses.map(miss => ((miss[0] as number) + (miss[6] as number)) / 2)
  const apart = misses.flatMap(miss => miss.slice(1, 6))
  const difference = misses.map(miss => ((miss[0] as number) - (miss[6] as number)) / Math.SQRT2)
  const own = between(leastSpread, mostOwn, spreadOf(apart, variance))
  return {
    mean,
    own,
    weekend: between(leastSpread, defaultSeason.weekend, spreadOf(shared, variance / 2)),
    weekendOwn: between(own, defaultSeason.weekendOwn, spreadOf(difference, variance)),
  }
}

/** Standard deviation between siblings, without the variance with which each is known. */
function spreadOf(misses: readonly number[], variance: number): number {
  const spread = perMad * median(misses.map(Math.abs))
  return Math.sqrt(Math.max(0, spread ** 2 - variance))
}

function between(low: number, high: number, value: number): number {
  return Math.min(high, Math.max(low, value))
}

const known = new WeakMap<object, Map<string, SiblingPrior>>()

/** {@link siblingPrior}, kept for as long as the same siblings are given. */
export function knownPrior(
  ...[siblings, season, metric, clock]: Parameters<typeof siblingPrior>
): SiblingPrior {
  const key = `${season} ${metric} ${clock}`
  const kept = known.get(siblings) ?? new Map<string, SiblingPrior>()
  known.set(siblings, kept)
  const prior = kept.get(key) ?? siblingPrior(siblings, season, metric, clock)
  kept.set(key, prior)
  return prior
}
