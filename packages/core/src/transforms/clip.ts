import { call, caseOf, literal, type ExprNode } from '@sluice/expr'
import { leftOut, mapValue, measured, type Transform, type TransformKind } from './transform.ts'

/** Cuts values at quantiles of the training rows (winsorizing). */
export interface Clip extends Transform {
  readonly kind: 'clip'
  readonly low: number
  readonly high: number
}

/** Quantiles by linear interpolation, as NumPy's default. Missing stays missing. */
export const clip: TransformKind<Clip> = {
  kind: 'clip',
  takes: 'number',
  statistics: ({ low, high }, { expr }) => [
    { kind: 'quantiles', of: expr, at: [low, high], method: 'linear' },
  ],
  fit(_transform, input, [measurement]) {
    const [low = Number.NaN, high = Number.NaN] = measured(measurement, 'quantiles').values
    if (Number.isNaN(low)) return leftOut(input)
    return { features: [mapValue(input, value => between(value, low, high))] }
  },
}

/** `value` cut to `low … high`; missing stays missing. */
export function between(value: ExprNode, low: number, high: number): ExprNode {
  return caseOf(
    [
      { when: call('less', value, literal(low)), then: literal(low) },
      { when: call('greater', value, literal(high)), then: literal(high) },
    ],
    value,
  )
}
