import { median } from '../../checks/median.ts'

/**
 * How a metric is measured: `count` of rows (Poisson noise), `amount` of money and the like (many orders of
 * magnitude), `share` between 0 and 1 (binomial noise), `plain` for anything else.
 */
export type MetricScale = 'count' | 'amount' | 'share' | 'plain'

/** A scale on which changes of a metric are differences, and noise is even. */
export interface Scale {
  readonly to: (value: number, size?: number) => number
  readonly from: (y: number) => number
  /** Variance that chance alone gives where `y` is expected. */
  readonly floor: (y: number, size?: number) => number
}

// Without a size, a share is taken as one of so many.
const usualSize = 10_000

/** The scale of a metric; `first` are the values it is fitted to, the earliest of the series. */
export function scaleOf(metric: MetricScale, first: readonly number[]): Scale {
  const middle = median(first.filter(value => value !== 0).map(Math.abs)) || 1
  return scales[metric](middle)
}

const scales: Readonly<Record<MetricScale, (middle: number) => Scale>> = {
  count: () => ({
    to: value => Math.log1p(Math.max(0, value)),
    from: y => Math.max(0, Math.expm1(y)),
    floor: y => 1 / Math.max(1, Math.expm1(y)),
  }),
  // asinh is the logarithm of what is large, and goes through zero.
  amount: middle => ({
    to: value => Math.asinh((value / middle) * 1000),
    from: y => (Math.sinh(y) * middle) / 1000,
    floor: () => 0,
  }),
  share: () => ({
    to: (value, size = usualSize) => {
      const share = Math.min(1 - 0.5 / size, Math.max(0.5 / size, value))
      return Math.log(share / (1 - share))
    },
    from: y => 1 / (1 + Math.exp(-y)),
    floor: (y, size = usualSize) => {
      const share = 1 / (1 + Math.exp(-y))
      return 1 / Math.max(1, size * share * (1 - share))
    },
  }),
  plain: middle => ({ to: value => value / middle, from: y => y * middle, floor: () => 0 }),
}
