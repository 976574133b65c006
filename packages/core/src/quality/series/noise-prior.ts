/** What is believed about the noise of a series before it says anything: a log-normal distribution. */
export interface NoisePrior {
  /** Median of the standard deviation on the metric's scale; 0.1 is 10 % from run to run. */
  readonly median: number
  /** Standard deviation of its logarithm. */
  readonly spread: number
  /** Probability that the noise has heavy tails (Student t, four degrees of freedom). */
  readonly heavy: number
  /** Probability that it is like nothing before. */
  readonly surprise: number
}

/** Without siblings: 8.5 % from run to run, rarely beyond 5 to 15 %, and once in fifty like nothing before. */
export const defaultNoise: NoisePrior = { median: 0.085, spread: 0.3, heavy: 0.2, surprise: 0.02 }

// Close together where the noise is expected: between two that are far apart, noise that is normal looks heavy-tailed.
const grid = { from: 0.015, to: 1.7, near: 0.8, close: 0.16, wide: 0.36 } as const

/** Standard deviations that are considered for a series, close together around the median that is expected. */
export function noiseGrid(median: number): readonly number[] {
  const from = Math.min(grid.to / 2, Math.max(grid.from * 2, median * Math.exp(-grid.near)))
  const to = Math.min(grid.to, Math.max(from, median * Math.exp(grid.near)))
  return [
    ...evenly(grid.from, from, grid.wide).slice(0, -1),
    ...evenly(from, to, grid.close),
    ...evenly(to, grid.to, grid.wide).slice(1),
  ]
}

/** Numbers from one to another, both included, at most `step` apart on the log scale. */
function evenly(from: number, to: number, step: number): readonly number[] {
  const steps = Math.max(1, Math.ceil(Math.log(to / from) / step - 1e-9))
  return Array.from({ length: steps + 1 }, (_, i) => from * (to / from) ** (i / steps))
}

/**
 * Log weights before any value: of {@link noiseGrid} with normal noise, then of the same with heavy tails. A part of
 * the weight is spread over all, so that data decide.
 */
export function noiseWeights(
  { median, spread, heavy, surprise }: NoisePrior,
  noises: readonly number[] = noiseGrid(median),
): readonly number[] {
  const logs = noises.map(Math.log)
  const widths = logs.map((log, k) => ((logs[k + 1] ?? log) - (logs[k - 1] ?? log)) / 2)
  const density = logs.map(
    (log, k) => (widths[k] as number) * Math.exp(-0.5 * ((log - Math.log(median)) / spread) ** 2),
  )
  const sum = density.reduce((total, value) => total + value, 0)
  const all = widths.reduce((total, width) => total + width, 0)
  const weights = density.map(
    (value, k) => ((1 - surprise) * value) / sum + (surprise * (widths[k] as number)) / all,
  )
  return [1 - heavy, heavy].flatMap(share => weights.map(weight => Math.log(share * weight)))
}
