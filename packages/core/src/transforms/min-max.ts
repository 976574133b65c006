import { call, literal, type ExprNode } from '@sluice/expr'
import { between } from './clip.ts'
import { leftOut, mapValue, measured, type Transform, type TransformKind } from './transform.ts'

/** Maps the smallest training value to one end of a range and the largest to the other. */
export interface MinMax extends Transform {
  readonly kind: 'min-max'
  readonly range: readonly [number, number]
  /** Cuts values outside of what training had. */
  readonly clip: boolean
}

/** As scikit-learn's MinMaxScaler: `x · scale + offset`, where a spread of values below 10 eps counts as 1. */
export const minMax: TransformKind<MinMax> = {
  kind: 'min-max',
  takes: 'number',
  statistics: (_transform, { expr }) => [{ kind: 'extremes', of: expr }],
  fit({ range: [low, high], clip }, input, [measurement]) {
    const { min, max } = measured(measurement, 'extremes')
    if (Number.isNaN(min)) return leftOut(input)
    const scale = (high - low) / nonZero(max - min)
    const offset = low - min * scale
    const scaled = (value: ExprNode) => call('add', call('multiply', value, literal(scale)), literal(offset))
    return {
      features: [mapValue(input, value => (clip ? between(scaled(value), low, high) : scaled(value)))],
    }
  },
}

/** Scales so small that only rounding is left count as 1 (scikit-learn's `_handle_zeros_in_scale`). */
export function nonZero(scale: number): number {
  return Math.abs(scale) < 10 * Number.EPSILON ? 1 : scale
}
