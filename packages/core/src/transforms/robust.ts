import { call, literal } from '@sluice/expr'
import { nonZero } from './min-max.ts'
import { leftOut, mapValue, measured, type Transform, type TransformKind } from './transform.ts'

/** Subtracts the median and divides by the distance of the quartiles. */
export interface Robust extends Transform {
  readonly kind: 'robust'
  /** Scales so that a normal distribution gets variance 1. */
  readonly unitVariance: boolean
}

/** The distance of the quartiles of a standard normal distribution. */
const normalRange = 1.3489795003921634

/** As scikit-learn's RobustScaler: quartiles by linear interpolation, a distance below 10 eps counts as 1. */
export const robust: TransformKind<Robust> = {
  kind: 'robust',
  takes: 'number',
  statistics: (_transform, { expr }) => [
    { kind: 'quantiles', of: expr, at: [0.25, 0.5, 0.75], method: 'linear' },
  ],
  fit({ unitVariance }, input, [measurement]) {
    const [low = Number.NaN, centre = Number.NaN, high = Number.NaN] = measured(
      measurement,
      'quantiles',
    ).values
    if (Number.isNaN(centre)) return leftOut(input)
    const range = nonZero(high - low)
    const scale = unitVariance ? range / normalRange : range
    const scaled = mapValue(input, value =>
      call('divide', call('subtract', value, literal(centre)), literal(scale)),
    )
    return { features: [scaled] }
  },
}
