import { bucket, call, caseOf, literal, lookup, type ExprNode } from '@sluice/expr'
import { bSplines, type Polynomial } from './b-spline.ts'
import { evenly } from './bins.ts'
import { between } from './clip.ts'
import {
  leftOut,
  mapValue,
  measured,
  type Measurement,
  type Statistic,
  type Transform,
  type TransformKind,
} from './transform.ts'

/** A curve that is put together from polynomials: one feature per B-spline. */
export interface Spline extends Transform {
  readonly kind: 'spline'
  /** How many knots from the smallest to the largest training value, or the knots themselves. */
  readonly knots: number | readonly number[]
  readonly placement: 'uniform' | 'quantile'
  readonly degree: number
  /** Beyond the knots: the value at the end, a line, or the last polynomial. */
  readonly extrapolation: 'constant' | 'linear' | 'continue'
  /** False leaves the last spline out: all of them sum to 1, as an intercept does. */
  readonly includeBias: boolean
}

/** A range below this counts as none, and a distance of knots below that share of the range. */
const [narrowest, closest] = [1e-300, 1e-12]

/** As scikit-learn's SplineTransformer, where equal knots are one. Missing stays missing. */
export const spline: TransformKind<Spline> = {
  kind: 'spline',
  takes: 'number',
  statistics({ knots, placement }, { expr }): readonly Statistic[] {
    if (typeof knots !== 'number') return [{ kind: 'missing', of: expr }]
    if (placement === 'uniform') return [{ kind: 'extremes', of: expr }]
    const at = evenly(0, 1, knots - 1).map(share => (share * 100) / 100)
    return [{ kind: 'quantiles', of: expr, at, method: 'linear' }]
  },
  fit(transform, input, [measurement]) {
    const { knots: wanted, degree, includeBias, extrapolation } = transform
    const found = knotsOf(transform, measurement)
    if (found.some(Number.isNaN)) return leftOut(input)
    const [start, width] = [found[0] as number, (found.at(-1) as number) - (found[0] as number)]
    if (width < narrowest) {
      return { features: [], warnings: [`"${input.name}" has one value only, and no curve; it is left out`] }
    }
    const knots = apart(found.map(knot => (knot - start) / width))
    const splines = bSplines(knots, degree)
    const kept = includeBias ? splines : splines.slice(0, -1)
    const features = kept.map((pieces, i) => ({
      ...mapValue(input, value => {
        const share = call('divide', call('subtract', value, literal(start)), literal(width))
        return curve(share, { pieces, knots, extrapolation })
      }),
      name: `${input.name}.sp${i}`,
    }))
    const fewer = typeof wanted === 'number' && knots.length < wanted
    const warnings = fewer
      ? [`"${input.name}" has ${knots.length} knots instead of ${wanted}: equal quantiles`]
      : []
    return { features, warnings }
  },
}

function knotsOf({ knots, placement }: Spline, measurement: Measurement | undefined): readonly number[] {
  if (typeof knots !== 'number') return knots
  if (placement === 'quantile') return measured(measurement, 'quantiles').values
  const { min, max } = measured(measurement, 'extremes')
  return evenly(min, max, knots - 1)
}

/** Knots that are farther apart than rounding, from 0 to 1. */
function apart(knots: readonly number[]): readonly number[] {
  const inner = knots.filter((knot, i) => knot > closest + (knots[i - 1] ?? -1) && knot < 1 - closest)
  return [...inner, 1]
}

/** A function from 0 to 1, and beyond, that is a polynomial between neighbouring knots. */
interface Curve extends Pick<Spline, 'extrapolation'> {
  readonly pieces: readonly Polynomial[]
  readonly knots: readonly number[]
}

function curve(value: ExprNode, { pieces, knots, extrapolation }: Curve): ExprNode {
  const inside = extrapolation === 'continue' ? value : between(value, 0, 1)
  const piece = bucket(inside, knots.slice(1, -1))
  const ofPiece = (values: readonly number[]) =>
    lookup({
      input: piece,
      type: 'number',
      keys: values.map((_, i) => i),
      values,
      missing: null,
      unknown: null,
    })
  const off = call('subtract', inside, ofPiece(knots.slice(0, -1)))
  const degree = Math.max(...pieces.map(coefficients => coefficients.length)) - 1
  let sum = ofPiece(pieces.map(coefficients => coefficients[degree] ?? 0)) as ExprNode
  for (let power = degree - 1; power >= 0; power--) {
    const coefficients = ofPiece(pieces.map(piece => piece[power] ?? 0))
    sum = call('add', call('multiply', sum, off), coefficients)
  }
  if (extrapolation !== 'linear') return sum
  const line = (knot: number, slope: number) =>
    call('add', sum, call('multiply', call('subtract', value, literal(knot)), literal(slope)))
  const [start, end] = [
    slopeAt(pieces[0] ?? [], 0),
    slopeAt(pieces.at(-1) ?? [], 1 - (knots.at(-2) as number)),
  ]
  return caseOf(
    [
      { when: call('less', value, literal(0)), then: line(0, start) },
      { when: call('greater', value, literal(1)), then: line(1, end) },
    ],
    sum,
  )
}

function slopeAt(coefficients: Polynomial, off: number): number {
  return coefficients.slice(1).reduceRight((sum, coefficient, i) => sum * off + coefficient * (i + 1), 0)
}
