import { call, literal, type ExprNode } from '@sluice/expr'
import { sineAndCosine } from './turn.ts'
import { mapValue, type Transform, type TransformKind, type ValueFeature } from './transform.ts'

/** Sine and cosine of a value that comes round again after a period: the end is next to the start. */
export interface Cyclic extends Transform {
  readonly kind: 'cyclic'
  readonly period: number
}

/** sin(2π x / period) and cos(2π x / period). Nothing is fitted; missing stays missing. */
export const cyclic: TransformKind<Cyclic> = {
  kind: 'cyclic',
  takes: 'number',
  statistics: () => [],
  fit: ({ period }, input) => ({ features: cycleOf(input, value => value, period) }),
}

/** Sine and cosine of a number made from an input. */
export function cycleOf(
  input: ValueFeature,
  number: (value: ExprNode) => ExprNode,
  period: number,
): readonly ValueFeature[] {
  const round = (part: 'sine' | 'cosine', short: string): ValueFeature => ({
    ...mapValue(input, value => sineAndCosine(call('divide', number(value), literal(period)))[part]),
    name: `${input.name}.${short}`,
  })
  return [round('sine', 'sin'), round('cosine', 'cos')]
}
