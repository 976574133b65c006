import { call, literal } from '@sluice/expr'
import { between } from './clip.ts'
import { measured, type Transform, type TransformKind } from './transform.ts'

/** Maps the smallest training value to one end of a range and the largest to the other. */
export interface MinMax extends Transform {
  readonly kind: 'min-max'
  readonly range: readonly [number, number]
  /** Cuts values outside what training had. */
  readonly clip: boolean
}

/** As scikit-learn's MinMaxScaler: `x · scale + offset`, with a range of values below 10 eps taken as 1. */
export const minMax: TransformKind<MinMax> = {
  kind: 'min-max',
  takes: 'number',
  statistics: (_transform, { expr }) => [{ kind: 'extremes', of: expr }],
  fit({ range: [low, high], clip }, input, [measurement]) {
    const { min, max } = measured(measurement, 'extremes')
    if (Number.isNaN(min)) {
      return { features: [], warnings: [`"${input.name}" has no values in training and is left out`] }
    }
    const scale = (high - low) / nonZero(max - min)
    const offset = low - min * scale
    const scaled = call('add', call('multiply', input.expr, literal(scale)), literal(offset))
    return { features: [{ ...input, expr: clip ? between(scaled, low, high) : scaled }] }
  },
}

/** Scales so small that only rounding is left count as 1 (`_handle_zeros_in_scale`). */
export function nonZero(scale: number): number {
  return Math.abs(scale) < 10 * Number.EPSILON ? 1 : scale
}
