import { bucket, call, caseOf, interpolate, literal, lookup, type ExprNode } from '@sluice/expr'
import { between } from './clip.ts'
import { normalQuantile } from './normal-quantile.ts'
import { leftOut, mapValue, measured, type Transform, type TransformKind } from './transform.ts'

/** The share of the training rows below a value, or the normal quantile of that share. */
export interface Quantile extends Transform {
  readonly kind: 'quantile'
  /** At most so many quantiles are kept. */
  readonly quantiles: number
  readonly output: 'uniform' | 'normal'
}

/** scikit-learn's `BOUNDS_THRESHOLD`: values this near an end are at the end; normal outputs go no further than its share. */
const threshold = 1e-7
const smallestShare = threshold - Number.EPSILON

/**
 * As scikit-learn's QuantileTransformer without subsampling: linear between quantiles, outside of them the ends, and at
 * a value that several quantiles share the middle of their shares. Normal output is the exact normal quantile of the
 * uniform one, not a line between the quantiles' images.
 */
export const quantile: TransformKind<Quantile> = {
  kind: 'quantile',
  takes: 'number',
  statistics: ({ quantiles }, { expr }) => [
    { kind: 'quantiles', of: expr, at: { evenly: quantiles }, method: 'linear' },
  ],
  fit({ output }, input, [measurement]) {
    const { values } = measured(measurement, 'quantiles')
    if (values.some(Number.isNaN)) return leftOut(input)
    const knots = knotsOf(values)
    return { features: [mapValue(input, value => shareOf(value, knots, output))] }
  },
}

/** A value with the shares of the first and the last quantile that it is. */
interface Knot {
  readonly value: number
  readonly low: number
  readonly high: number
}

function knotsOf(quantiles: readonly number[]): readonly Knot[] {
  const step = 1 / Math.max(1, quantiles.length - 1)
  const knots: Knot[] = []
  quantiles.forEach((quantile, i) => {
    const share = i === quantiles.length - 1 ? 1 : i * step
    const last = knots.at(-1)
    // Interpolation can round a quantile below the one before it; a line between nearer ones has no slope in doubles.
    const isNew = last === undefined || quantile - last.value > 1e-300
    if (isNew) knots.push({ value: quantile, low: share, high: share })
    else knots[knots.length - 1] = { ...last, high: share }
  })
  return knots
}

function shareOf(value: ExprNode, knots: readonly Knot[], output: Quantile['output']): ExprNode {
  const [first, last] = [knots[0] as Knot, knots.at(-1) as Knot]
  const margin = (by: 'add' | 'subtract') =>
    output === 'uniform' ? value : call(by, value, literal(threshold))
  const [isBelow, isAbove] =
    output === 'uniform' ? (['lessOrEqual', 'greaterOrEqual'] as const) : (['less', 'greater'] as const)
  const share = caseOf(
    [
      { when: call(isBelow, margin('subtract'), literal(first.value)), then: literal(0) },
      { when: call(isAbove, margin('add'), literal(last.value)), then: literal(1) },
    ],
    knots.length > 1 ? inside(value, knots) : literal(null, 'number'),
  )
  if (output === 'uniform') return share
  return normalQuantile(between(share, smallestShare, 1 - smallestShare))
}

/** A line through the knots with the steps at shared values taken out, plus the steps. */
function inside(value: ExprNode, knots: readonly Knot[]): ExprNode {
  let height = 0
  const line: number[] = []
  const [shared, heights]: [Knot[], number[]] = [[], [0]]
  for (const knot of knots) {
    line.push(knot.low - height)
    if (knot.high === knot.low) continue
    height += knot.high - knot.low
    shared.push(knot)
    heights.push(height)
  }
  const continuous = interpolate(
    value,
    knots.map(knot => knot.value),
    line,
  )
  if (shared.length === 0) return continuous
  const values = shared.map(knot => knot.value)
  const number = { type: 'number', missing: null, unknown: null } as const
  const steps = lookup({
    ...number,
    input: bucket(value, values),
    keys: [...heights.keys()],
    values: heights,
  })
  const middles = shared.map(({ low, high }) => (low + high) / 2)
  const atShared = lookup({ ...number, input: value, keys: values, values: middles })
  return call('coalesce', atShared, call('add', continuous, steps))
}
