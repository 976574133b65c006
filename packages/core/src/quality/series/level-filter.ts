import { heavyDensity } from '../statistics/student-four.ts'
import {
  absorb,
  beliefsOf,
  forgetNoise,
  heavyShare,
  isolate,
  meanAt,
  pass,
  sumAt,
  varianceAt,
  type Belief,
  type Passed,
} from './belief.ts'
import { noiseWeights, type NoisePrior } from './noise-prior.ts'
import { slots, type Season, type SeasonPrior } from './season.ts'

/** What a filter believes before the first value. */
export interface SeriesPrior {
  readonly season: SeasonPrior
  /** Another belief about the season, and its probability: that of who is quiet on other days than most. */
  readonly other?: { readonly season: SeasonPrior; readonly share: number }
  readonly noise: NoisePrior
  /** Share of the noise that is left after one step: the autocorrelation of what is no level and no season. */
  readonly memory: number
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
  readonly memory: number
  /** Probability of heavy tails that is never gone below. */
  readonly leastHeavy: number
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
const longestGap = 60
const mostInsured = 0.15
// Values beyond 2.5 standard deviations pull no more than one at 2.5; one in 250 values is thought to be none of ours.
const robust = { clip: 2.5, foreign: 0.004, foreignVariance: 4 } as const

/** A filter that has seen nothing. */
export function newFilter(season: Season, stepMs: number, clock: number, prior: SeriesPrior): LevelFilter {
  const { noise, memory } = prior
  const other = season === 'weekday' ? prior.other : undefined
  const share = other?.share ?? 0
  const seasons = [{ of: prior.season, share: 1 - share }, ...(other ? [{ of: other.season, share }] : [])]
  const weights = noiseWeights(noise)
  const half = weights.length / 2
  const weighed = (from: number) =>
    seasons.flatMap(({ share: part }) => weights.slice(from, from + half).map(log => log + Math.log(part)))
  return {
    season,
    clock,
    beliefs: seasons.flatMap(({ of }) => beliefsOf(season, of, noise)),
    weights: Float64Array.from([...weighed(0), ...weighed(half)]),
    stepMs,
    memory,
    leastHeavy: Math.min(mostInsured, noise.heavy),
    last: undefined,
  }
}

/** What the filter expects at an instant; `floor` gives the variance by chance where a mean is expected. */
export function predict(filter: LevelFilter, at: Date, floor: (y: number) => number): Mixture {
  const places = placesOf(filter, at)
  const size = filter.beliefs.length
  const all = shares(filter.weights)
  const [weights, heavyWeights] = [all.slice(0, size), all.slice(size)]
  insure(weights, heavyWeights, filter.leastHeavy)
  const means = new Float64Array(size)
  const variances = new Float64Array(size)
  const passed = stepsOf(filter, at)
  let mean = 0
  for (let k = 0; k < size; k++) {
    const belief = filter.beliefs[k] as Belief
    means[k] = meanAt(belief, places, passed)
    variances[k] = varianceAt(belief, places, passed)
    mean += (means[k] as number) * ((weights[k] as number) + (heavyWeights[k] as number))
  }
  const chance = floor(mean)
  for (let k = 0; k < size; k++) {
    addTo(variances, k, chance)
    const heavy = heavyWeights[k] as number
    heavyWeights[k] = heavy * heavyShare(filter.beliefs[k] as Belief, variances[k] as number, passed)
    addTo(weights, k, heavy - (heavyWeights[k] as number))
  }
  return { weights, heavyWeights, means, variances, mean }
}

/**
 * Learns a value `y` at an instant. A `bad` value moves neither level nor season; it only makes noisy explanations a
 * little more likely, so that a series that is always wild is not called bad for ever.
 */
export function learn(filter: LevelFilter, at: Date, y: number, mixture: Mixture, bad: boolean): void {
  const { beliefs, weights } = filter
  const places = placesOf(filter, at)
  const passed = stepsOf(filter, at)
  for (const [k, belief] of beliefs.entries()) {
    const variance = mixture.variances[k] as number
    const miss = y - (mixture.means[k] as number)
    addTo(weights, k, logLikelihood(normalDensity, miss, variance))
    const share = heavyShare(belief, variance, passed)
    const heavy: Density = (by, of) => share * heavyDensity(by, of) + (1 - share) * normalDensity(by, of)
    addTo(weights, beliefs.length + k, logLikelihood(heavy, miss, variance))
    if (bad) continue
    pass(belief, passed)
    const most = robust.clip * Math.sqrt(variance)
    absorb(belief, places, Math.min(most, Math.max(-most, miss)), variance)
  }
  const best = weights.reduce((most, weight) => Math.max(most, weight), -Infinity)
  for (let k = 0; k < weights.length; k++) addTo(weights, k, -best)
  if (!bad) filter.last = at
}

/** Before the first value: its level may be anywhere, and is looked for around `y`. */
export function begin(filter: LevelFilter, at: Date, y: number): void {
  const places = placesOf(filter, at)
  for (const { mean } of filter.beliefs) mean[0] = y - (sumAt(mean, places) - (mean[0] as number))
}

/** The level jumps: what is left is that it is near `y` at this instant, by as much as one value can say. */
export function restart(filter: LevelFilter, at: Date, y: number): void {
  const places = placesOf(filter, at)
  for (const belief of filter.beliefs) {
    const { mean, noise } = belief
    forgetNoise(belief)
    mean[0] = y - (sumAt(mean, places) - (mean[0] as number))
    isolate(belief, 0, noise ** 2 + 0.01)
  }
  filter.last = at
}

/** An effect of the season is other than believed: it moves so that `y` is expected at this instant. */
export function relearnSlot(filter: LevelFilter, at: Date, y: number): void {
  const places = placesOf(filter, at)
  const place = places.at(-1) as number
  for (const belief of filter.beliefs) {
    const { mean, noise } = belief
    mean[place] = (mean[place] as number) + y - sumAt(mean, places)
    isolate(belief, place, noise ** 2 + 0.01)
  }
}

/** Values of some months cannot prove that one in a thousand is not far off: heavy tails are never ruled out. */
function insure(weights: Float64Array, heavyWeights: Float64Array, least: number): void {
  const heavy = heavyWeights.reduce((sum, weight) => sum + weight, 0)
  if (heavy >= least) return
  const share = (least - heavy) / (1 - heavy)
  for (const [k, weight] of weights.entries()) {
    addTo(heavyWeights, k, share * weight)
    weights[k] = (1 - share) * weight
  }
}

/** Weights of the beliefs as shares of 1. */
function shares(logWeights: Float64Array): Float64Array {
  const best = logWeights.reduce((most, weight) => Math.max(most, weight), -Infinity)
  const raw = logWeights.map(weight => Math.exp(weight - best))
  const sum = raw.reduce((total, weight) => total + weight, 0)
  return raw.map(weight => weight / sum)
}

/** Places of the level and of the effects that apply at an instant. */
function placesOf({ season, clock }: LevelFilter, at: Date): readonly number[] {
  return [0, ...slots[season].of(at, clock).map(slot => slot + 1)]
}

/** How much time passed since the newest value that was learned. */
function stepsOf({ last, stepMs, memory }: LevelFilter, at: Date): Passed {
  if (last === undefined) return { steps: 0, days: 0, left: 0 }
  const gap = Math.max(0, at.getTime() - last.getTime())
  const steps = gap / stepMs
  return { steps: Math.min(longestGap, steps), days: gap / dayMs, left: memory ** Math.max(1, steps) }
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
