import { heavyDensity } from '../statistics/student-six.ts'
import { noiseGrid, noiseWeights, type NoisePrior } from './noise-prior.ts'
import { seasonCovariance, slots, type Season, type SeasonPrior } from './season.ts'

/** What a filter believes before the first value. */
export interface SeriesPrior {
  readonly season: SeasonPrior
  readonly noise: NoisePrior
}

/** What is believed if the noise has one standard deviation: the level first, then the effects of the season. */
interface Belief {
  readonly noise: number
  readonly mean: Float64Array
  /** Covariance, row after row. */
  readonly covariance: Float64Array
}

/**
 * What a series taught so far: for each of a grid of noise levels a Kalman filter of a slowly moving level and of
 * effects of the season, and how well each noise level explains the series. Changed in place by {@link learn}.
 */
export interface LevelFilter {
  readonly season: Season
  /** Time of day of daily values, see `weekdayAt`. */
  readonly clock: number
  readonly beliefs: readonly Belief[]
  /** Log weights of the beliefs with normal noise, then of the same with heavy tails; the largest is 0. */
  readonly weights: Float64Array
  /** Milliseconds between values. */
  readonly stepMs: number
  last: Date | undefined
}

/** What is expected of the next value on the metric's scale: a mixture of distributions. */
export interface Mixture {
  /** Of normal distributions; with {@link heavyWeights} they sum to 1. */
  readonly weights: Float64Array
  /** Of distributions with heavy tails and the same means and variances. */
  readonly heavyWeights: Float64Array
  readonly means: Float64Array
  /** Variance of the next value, chance of small numbers included. */
  readonly variances: Float64Array
  /** Mean of the mixture. */
  readonly mean: number
}

const dayMs = 86_400_000
const level = {
  // The level moves by 7 % of the noise from value to value, and by 0.4 % a day.
  drift: 0.07,
  dailyDrift: 0.004,
  longestGap: 60,
  unknown: 100,
} as const
// Values beyond 2.5 standard deviations pull no more than one at 2.5; one in fifty values is thought to be none of ours.
const robust = { clip: 2.5, foreign: 0.02, foreignVariance: 4 } as const

/** A filter that has seen nothing. */
export function newFilter(season: Season, stepMs: number, clock: number, prior: SeriesPrior): LevelFilter {
  const effects = slots[season].count
  const size = effects + 1
  const block = seasonCovariance(season, prior.season)
  const beliefs = noiseGrid.map(noise => {
    const covariance = new Float64Array(size * size)
    covariance[0] = level.unknown
    for (let i = 0; i < effects; i++) {
      covariance.set(block.subarray(i * effects, (i + 1) * effects), (i + 1) * size + 1)
    }
    const mean = Float64Array.from({ length: size }, (_, i) =>
      i === 0 ? 0 : (prior.season.mean[i - 1] ?? 0),
    )
    return { noise, mean, covariance }
  })
  return {
    season,
    clock,
    beliefs,
    weights: Float64Array.from(noiseWeights(prior.noise)),
    stepMs,
    last: undefined,
  }
}

/** What the filter expects at an instant; `floor` gives the variance by chance where a mean is expected. */
export function predict(filter: LevelFilter, at: Date, floor: (y: number) => number): Mixture {
  const at0 = positionsOf(filter, at)
  const size = filter.beliefs.length
  const all = shares(filter.weights)
  const [weights, heavyWeights] = [all.subarray(0, size), all.subarray(size)]
  const means = new Float64Array(size)
  const variances = new Float64Array(size)
  for (const [k, belief] of filter.beliefs.entries()) {
    means[k] = sumAt(belief.mean, at0)
    variances[k] = spreadAt(belief, at0) + driftOf(filter, belief, at) + belief.noise ** 2
  }
  const mean = means.reduce(
    (sum, value, k) => sum + value * ((weights[k] as number) + (heavyWeights[k] as number)),
    0,
  )
  const chance = floor(mean)
  return { weights, heavyWeights, means, variances: variances.map(variance => variance + chance), mean }
}

/**
 * Learns a value `y` at an instant. A `bad` value moves neither level nor season; it only makes noisy explanations a
 * little more likely, so that a series that is always wild is not called bad for ever.
 */
export function learn(filter: LevelFilter, at: Date, y: number, mixture: Mixture, bad: boolean): void {
  const positions = positionsOf(filter, at)
  for (const [k, belief] of filter.beliefs.entries()) {
    const variance = mixture.variances[k] as number
    const miss = y - (mixture.means[k] as number)
    addTo(filter.weights, k, logLikelihood(normalDensity, miss, variance))
    addTo(filter.weights, filter.beliefs.length + k, logLikelihood(heavyDensity, miss, variance))
    if (bad) continue
    belief.covariance[0] = (belief.covariance[0] as number) + driftOf(filter, belief, at)
    const most = robust.clip * Math.sqrt(variance)
    absorb(belief, positions, Math.min(most, Math.max(-most, miss)), variance)
  }
  const best = filter.weights.reduce((most, weight) => Math.max(most, weight), -Infinity)
  for (let k = 0; k < filter.weights.length; k++) addTo(filter.weights, k, -best)
  if (!bad) filter.last = at
}

/** Before the first value: its level may be anywhere, and is looked for around `y`. */
export function begin(filter: LevelFilter, at: Date, y: number): void {
  const positions = positionsOf(filter, at)
  for (const { mean } of filter.beliefs) mean[0] = y - (sumAt(mean, positions) - (mean[0] as number))
}

/** The level jumps: what is left is that it is near `y` at this instant, by as much as one value can say. */
export function restart(filter: LevelFilter, at: Date, y: number): void {
  const positions = positionsOf(filter, at)
  for (const { mean, covariance, noise } of filter.beliefs) {
    const size = mean.length
    mean[0] = y - (sumAt(mean, positions) - (mean[0] as number))
    for (let i = 1; i < size; i++) {
      covariance[i] = 0
      covariance[i * size] = 0
    }
    covariance[0] = noise ** 2 + 0.01
  }
  filter.last = at
}

/** An effect of the season is other than believed: it moves so that `y` is expected at this instant. */
export function relearnSlot(filter: LevelFilter, at: Date, y: number): void {
  const positions = positionsOf(filter, at)
  const position = positions.at(-1) as number
  for (const { mean, covariance, noise } of filter.beliefs) {
    const size = mean.length
    mean[position] = (mean[position] as number) + y - sumAt(mean, positions)
    for (let i = 0; i < size; i++) {
      if (i === position) continue
      covariance[i * size + position] = 0
      covariance[position * size + i] = 0
    }
    covariance[position * size + position] = noise ** 2 + 0.01
  }
}

/** Weights of the beliefs as shares of 1. */
function shares(logWeights: Float64Array): Float64Array {
  const best = logWeights.reduce((most, weight) => Math.max(most, weight), -Infinity)
  const raw = logWeights.map(weight => Math.exp(weight - best))
  const sum = raw.reduce((total, weight) => total + weight, 0)
  return raw.map(weight => weight / sum)
}

function positionsOf({ season, clock }: LevelFilter, at: Date): readonly number[] {
  return [0, ...slots[season].of(at, clock).map(slot => slot + 1)]
}

function sumAt(mean: Float64Array, positions: readonly number[]): number {
  return positions.reduce((sum, position) => sum + (mean[position] as number), 0)
}

function spreadAt({ mean, covariance }: Belief, positions: readonly number[]): number {
  let sum = 0
  for (const i of positions) {
    for (const j of positions) sum += covariance[i * mean.length + j] as number
  }
  return sum
}

function driftOf({ last, stepMs }: LevelFilter, { noise }: Belief, at: Date): number {
  if (last === undefined) return 0
  const gap = Math.max(0, at.getTime() - last.getTime())
  const steps = Math.min(level.longestGap, gap / stepMs)
  return steps * (level.drift * noise) ** 2 + (gap / dayMs) * level.dailyDrift ** 2
}

function absorb(
  { mean, covariance }: Belief,
  positions: readonly number[],
  miss: number,
  variance: number,
): void {
  const size = mean.length
  const along = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    for (const j of positions) along[i] = (along[i] as number) + (covariance[i * size + j] as number)
  }
  for (let i = 0; i < size; i++) {
    const gain = (along[i] as number) / variance
    if (gain === 0) continue
    mean[i] = (mean[i] as number) + gain * miss
    for (let j = 0; j < size; j++) {
      covariance[i * size + j] = (covariance[i * size + j] as number) - gain * (along[j] as number)
    }
  }
}

function addTo(values: Float64Array, k: number, more: number): void {
  values[k] = (values[k] as number) + more
}

type Density = (distance: number, variance: number) => number

function logLikelihood(density: Density, miss: number, variance: number): number {
  const own = density(miss, variance)
  const foreign = normalDensity(miss, variance + robust.foreignVariance)
  return Math.log((1 - robust.foreign) * own + robust.foreign * foreign)
}

function normalDensity(distance: number, variance: number): number {
  return Math.exp((-0.5 * distance * distance) / variance) / Math.sqrt(2 * Math.PI * variance)
}
