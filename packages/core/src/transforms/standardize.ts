import { call, literal } from '@sluice/expr'
import { leftOut, mapValue, measured, type Transform, type TransformKind } from './transform.ts'

/** Subtracts the mean and divides by the standard deviation. */
export interface Standardize extends Transform {
  readonly kind: 'standardize'
}

/** As scikit-learn's StandardScaler: population variance, and a scale of 1 where rounding is all that varies. */
export const standardize: TransformKind<Standardize> = {
  kind: 'standardize',
  takes: 'number',
  statistics: (_transform, { expr }) => [{ kind: 'moments', of: expr }],
  fit(_transform, input, [measurement]) {
    const { rows, missing, mean, variance } = measured(measurement, 'moments')
    if (Number.isNaN(mean)) return leftOut(input)
    const scale = isConstant(rows - missing, mean, variance) ? 1 : Math.sqrt(variance)
    const scaled = mapValue(input, value =>
      call('divide', call('subtract', value, literal(mean)), literal(scale)),
    )
    return { features: [scaled] }
  },
}

/** scikit-learn's bound on the rounding error of a variance (`_is_constant_feature`). */
export function isConstant(n: number, mean: number, variance: number): boolean {
  const eps = Number.EPSILON
  return variance <= n * eps * variance + (n * mean * eps) ** 2
}
