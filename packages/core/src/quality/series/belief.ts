import { noiseGrid, type NoisePrior } from './noise-prior.ts'
import { seasonCovariance, slots, type Season, type SeasonPrior } from './season.ts'

/**
 * What is believed if the noise has one standard deviation: the level first, then the effects of the season, at last the
 * noise of the newest value, of which a share is still there in the next one.
 */
export interface Belief {
  readonly noise: number
  readonly mean: Float64Array
  /** Covariance, row after row. */
  readonly covariance: Float64Array
}

/** Time since the newest value that was learned. */
export interface Passed {
  readonly steps: number
  readonly days: number
  /** Share of the last noise that is left. */
  readonly left: number
}

const level = {
  // The level moves by 7 % of the noise from value to value, and by 0.4 % a day.
  drift: 0.07,
  dailyDrift: 0.004,
  unknown: 100,
} as const

/** What is believed before the first value, for each noise level that comes into question. */
export function beliefsOf(season: Season, prior: SeasonPrior, { median }: NoisePrior): readonly Belief[] {
  const effects = slots[season].count
  const size = effects + 2
  const block = seasonCovariance(season, prior)
  return noiseGrid(median).map(noise => {
    const covariance = new Float64Array(size * size)
    covariance[0] = level.unknown
    for (let i = 0; i < effects; i++) {
      covariance.set(block.subarray(i * effects, (i + 1) * effects), (i + 1) * size + 1)
    }
    covariance[size * size - 1] = noise ** 2
    const mean = Float64Array.from({ length: size }, (_, i) =>
      i === 0 || i > effects ? 0 : (prior.mean[i - 1] ?? 0),
    )
    return { noise, mean, covariance }
  })
}

/** The level with the effects that apply. */
export function sumAt(mean: Float64Array, places: readonly number[]): number {
  let sum = 0
  for (const place of places) sum += mean[place] as number
  return sum
}

function driftOf({ noise }: Belief, { steps, days }: Passed): number {
  return steps * (level.drift * noise) ** 2 + days * level.dailyDrift ** 2
}

/** What is expected. */
export function meanAt({ mean }: Belief, places: readonly number[], { left }: Passed): number {
  return sumAt(mean, places) + left * (mean[mean.length - 1] as number)
}

/** Its variance, without chance. */
export function varianceAt(belief: Belief, places: readonly number[], passed: Passed): number {
  const { mean, covariance, noise } = belief
  const { left } = passed
  const size = mean.length
  const own = size - 1
  let sum = driftOf(belief, passed)
  for (const i of places) {
    for (const j of places) sum += covariance[i * size + j] as number
    sum += 2 * left * (covariance[i * size + own] as number)
  }
  return sum + left ** 2 * (covariance[size * size - 1] as number) + (1 - left ** 2) * noise ** 2
}

/**
 * Only the noise itself has heavy tails, not what is unknown of level and season, nor chance: the share of a heavy-tailed
 * distribution of the whole variance that gives the kurtosis of the sum.
 */
export function heavyShare({ noise }: Belief, variance: number, { left }: Passed): number {
  return (((1 - left ** 2) * noise ** 2) / variance) ** 2
}

/** Time passes: the level may have moved, and the noise of the newest value fades. */
export function pass(belief: Belief, passed: Passed): void {
  const { mean, covariance, noise } = belief
  const { left } = passed
  const size = mean.length
  const own = size - 1
  covariance[0] = (covariance[0] as number) + driftOf(belief, passed)
  mean[own] = left * (mean[own] as number)
  for (let i = 0; i < own; i++) {
    const shared = left * (covariance[i * size + own] as number)
    covariance[i * size + own] = shared
    covariance[own * size + i] = shared
  }
  const last = size * size - 1
  covariance[last] = left ** 2 * (covariance[last] as number) + (1 - left ** 2) * noise ** 2
}

/** Learns what a value was off by. */
export function absorb(
  { mean, covariance }: Belief,
  places: readonly number[],
  miss: number,
  variance: number,
): void {
  const size = mean.length
  const along = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    let sum = covariance[i * size + size - 1] as number
    for (const j of places) sum += covariance[i * size + j] as number
    along[i] = sum
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

/** The noise of the newest value says nothing any more. */
export function forgetNoise(belief: Belief): void {
  const place = belief.mean.length - 1
  belief.mean[place] = 0
  isolate(belief, place, belief.noise ** 2)
}

/** One part of a belief gets a variance of its own, and has nothing to do with the others any more. */
export function isolate({ mean, covariance }: Belief, place: number, variance: number): void {
  const size = mean.length
  for (let i = 0; i < size; i++) {
    covariance[i * size + place] = 0
    covariance[place * size + i] = 0
  }
  covariance[place * size + place] = variance
}
