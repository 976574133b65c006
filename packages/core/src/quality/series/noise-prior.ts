/** What is believed about the noise of a series before it says anything: a log-normal distribution. */
export interface NoisePrior {
  /** Median of the standard deviation on the metric's scale; 0.1 is 10 % from run to run. */
  readonly median: number
  /** Standard deviation of its logarithm. */
  readonly spread: number
  /** Probability that the noise has heavy tails (Student t, six degrees of freedom). */
  readonly heavy: number
  /** Probability that it is like nothing before. */
  readonly surprise: number
}

/** Without siblings: 10 % from run to run, with a good chance of a half or of twice as much. */
export const defaultNoise: NoisePrior = { median: 0.1, spread: 0.5, heavy: 0.05, surprise: 0.002 }

const grid = { from: 0.02, to: 1.6, steps: 15 } as const

/** Standard deviations that are considered, evenly on the log scale. */
export const noiseGrid: readonly number[] = Array.from(
  { length: grid.steps },
  (_, i) => grid.from * (grid.to / grid.from) ** (i / (grid.steps - 1)),
)

/**
 * Log weights before any value: of {@link noiseGrid} with normal noise, then of the same with heavy tails. A part of
 * the weight is spread over all, so that data decide.
 */
export function noiseWeights({ median, spread, heavy, surprise }: NoisePrior): readonly number[] {
  const density = noiseGrid.map(s => Math.exp(-0.5 * (Math.log(s / median) / spread) ** 2))
  const sum = density.reduce((total, value) => total + value, 0)
  const grid = density.map(value => ((1 - surprise) * value) / sum + surprise / noiseGrid.length)
  return [1 - heavy, heavy].flatMap(share => grid.map(weight => Math.log(share * weight)))
}
