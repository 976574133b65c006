import { median } from '../../checks/median.ts'
import { defaultNoise, type NoisePrior } from './noise-prior.ts'
import type { SeriesPrior } from './level-filter.ts'
import type { MetricScale } from './scale.ts'
import { scaleOf } from './scale.ts'
import { slots, weekdayAt, type Season, type SeasonPrior } from './season.ts'
import { inOrder, type SeriesPoint } from './series-point.ts'

/** What is believed when nobody else runs the pipeline: weekends may be quite different, weekdays a little. */
const defaultSeason: SeasonPrior = { mean: [], own: 0.08, weekend: 0.45 }

/** The prior without siblings. */
export const defaultPrior: SeriesPrior = { season: defaultSeason, noise: defaultNoise }

const perMad = 1.4826
const leastNoise = 0.02
const medianVariance = 1.57
// Deployments that seem alike may only look so: their differences are never taken for smaller.
const leastSpread = 0.04
// The median of a few weeks varies less than that of many would suggest.
const noiseShare = 0.6
// Shares of differences of two days beyond 3.5 robust deviations of few weeks (simulated); successive ones share a day.
const tails = { beyond: 3.5, normal: 0.002, heavy: 0.008, trust: 0.8 } as const
const least = { siblings: 3, differences: 5, weeks: 2 } as const

/**
 * What siblings, which are other deployments of the same pipeline, say about a series before it has points of its own:
 * the usual effect of each weekday, how much deployments differ in it, and how noisy they are. Fewer than three say
 * nothing.
 */
export function siblingPrior(
  siblings: readonly (readonly SeriesPoint[])[],
  season: Season,
  metric: MetricScale,
  clock: number,
): { readonly prior: SeriesPrior; readonly siblings: number } {
  const usable = siblings.map(points => inOrder(points).filter(point => point.excluded !== true))
  const onScale = usable.map(points => logged(points, metric, clock))
  const noises = onScale.flatMap(series => noiseOf(series, slots[season].period) ?? [])
  const shapes = season === 'weekday' ? onScale.flatMap(series => shapeOf(series) ?? []) : []
  const noise = noises.length >= least.siblings ? noisePrior(noises) : defaultNoise
  const shape = shapes.length >= least.siblings ? seasonPrior(shapes) : defaultSeason
  const used = Math.max(noises.length, shapes.length)
  return { prior: { season: shape, noise }, siblings: used >= least.siblings ? used : 0 }
}

interface Logged {
  readonly day: number
  readonly y: number
  /** Variance by the chance of small numbers, which is not part of the noise. */
  readonly chance: number
}

function logged(points: readonly SeriesPoint[], metric: MetricScale, clock: number): readonly Logged[] {
  const scale = scaleOf(
    metric,
    points.slice(0, 10).map(({ value }) => value),
  )
  return points.map(({ at, value, size }) => {
    const y = scale.to(value, size)
    return { day: weekdayAt(at, clock), y, chance: scale.floor(y, size) }
  })
}

interface Noise {
  /** Robust standard deviation from run to run, without the variance by chance. */
  readonly deviation: number
  readonly chance: number
  readonly differences: number
  /** Differences beyond 3.5 standard deviations. */
  readonly far: number
}

/** The noise of a series, from differences with the value one period before. */
function noiseOf(series: readonly Logged[], period: number): Noise | undefined {
  const differences = series.slice(period).map(({ y }, i) => Math.abs(y - (series[i] as Logged).y))
  if (differences.length < least.differences) return undefined
  const spread = Math.max(leastNoise, perMad * median(differences))
  const far = differences.filter(difference => difference > tails.beyond * spread).length
  const chance = median(series.map(point => point.chance))
  const deviation = Math.max(leastNoise, Math.sqrt(Math.max(0, spread ** 2 / 2 - chance)))
  return { deviation, chance, differences: differences.length, far }
}

interface Shape {
  /** Effect of each weekday, Sunday first; they sum to 0. */
  readonly effects: readonly number[]
  /** Variance of an effect by the noise alone. */
  readonly variance: number
}

function shapeOf(series: readonly Logged[]): Shape | undefined {
  const around = series.slice(3, -3).map(({ day, y }, i) => {
    const week = series.slice(i, i + 7).map(point => point.y)
    return { day, miss: y - week.reduce((sum, value) => sum + value, 0) / 7 }
  })
  const byDay = Array.from({ length: 7 }, (_, day) =>
    around.filter(point => point.day === day).map(({ miss }) => miss),
  )
  const weeks = Math.min(...byDay.map(({ length }) => length))
  if (weeks < least.weeks) return undefined
  const medians = byDay.map(median)
  const center = medians.reduce((sum, value) => sum + value, 0) / 7
  const { deviation, chance } = noiseOf(series, 7) ?? { deviation: defaultNoise.median, chance: 0 }
  const variance = (medianVariance * (deviation ** 2 + chance)) / weeks
  return { effects: medians.map(value => value - center), variance }
}

function noisePrior(noises: readonly Noise[]): NoisePrior {
  const logs = noises.map(({ deviation }) => Math.log(deviation))
  const middle = median(logs)
  const spread = perMad * median(logs.map(log => Math.abs(log - middle)))
  return {
    median: Math.exp(middle),
    // An estimate from a few weeks is itself uncertain by a quarter or so.
    spread: Math.min(defaultNoise.spread, Math.max(0.3, spread)),
    heavy: heavyTails(noises),
    surprise: defaultNoise.surprise / 4,
  }
}

/** Probability of heavy tails by the number of far differences, which normal noise and heavy tails foretell. */
function heavyTails(noises: readonly Noise[]): number {
  const differences = noises.reduce((sum, noise) => sum + noise.differences, 0)
  const far = noises.reduce((sum, noise) => sum + noise.far, 0)
  const [few, many] = [tails.normal * differences, tails.heavy * differences]
  const evidence = (far * Math.log(many / few) - (many - few)) * tails.trust
  const odds = (defaultNoise.heavy / (1 - defaultNoise.heavy)) * Math.exp(evidence)
  return between(0.01, 0.95, odds / (1 + odds))
}

function seasonPrior(shapes: readonly Shape[]): SeasonPrior {
  const mean = Array.from({ length: 7 }, (_, day) =>
    median(shapes.map(({ effects }) => effects[day] as number)),
  )
  const misses = shapes.map(({ effects }) => effects.map((effect, day) => effect - (mean[day] as number)))
  const noise = median(shapes.map(({ variance }) => variance))
  const shared = misses.map(miss => ((miss[0] as number) + (miss[6] as number)) / 2)
  const apart = misses.flatMap(miss => miss.slice(1, 6))
  return {
    mean,
    own: between(leastSpread, defaultSeason.own * 2, robustSpread(apart, noise)),
    weekend: between(leastSpread, defaultSeason.weekend, robustSpread(shared, noise / 2)),
  }
}

/** Standard deviation between siblings, without what noise adds to it. */
function robustSpread(misses: readonly number[], noise: number): number {
  const spread = perMad * median(misses.map(Math.abs))
  return Math.sqrt(Math.max(0, spread ** 2 - noiseShare * noise))
}

function between(low: number, high: number, value: number): number {
  return Math.min(high, Math.max(low, value))
}
