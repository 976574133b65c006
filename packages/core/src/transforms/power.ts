import { call, caseOf, literal, type ExprNode } from '@sluice/expr'
import { FeatureInvalid } from '../prepare/feature-invalid.ts'
import { polynomialOf } from './polynomial-of.ts'
import { likeliestPower } from './power-likelihood.ts'
import { isConstant } from './standardize.ts'
import { leftOut, mapValue, measured, type Transform, type TransformKind } from './transform.ts'

/** Raises values to the power that makes them most like a normal distribution. */
export interface Power extends Transform {
  readonly kind: 'power'
  /** `box-cox` needs values above 0. */
  readonly method: 'yeo-johnson' | 'box-cox'
}

/**
 * As scikit-learn's PowerTransformer with `standardize=False`. The exponent is that of all values up to 100 000 of them,
 * else of as many evenly spaced by rank. Equal values are left as they are. With Box-Cox what is not above 0 is missing.
 *
 * @throws FeatureInvalid when Box-Cox meets training values that are not above 0.
 */
export const power: TransformKind<Power> = {
  kind: 'power',
  takes: 'number',
  statistics: (_transform, { expr }) => [
    { kind: 'sample', of: expr },
    { kind: 'extremes', of: expr },
  ],
  fit({ method }, input, [sample, extremes]) {
    const { values } = measured(sample, 'sample')
    const { min } = measured(extremes, 'extremes')
    if (values.length === 0) return leftOut(input)
    if (method === 'box-cox' && min <= 0) {
      throw new FeatureInvalid({ feature: input.name, found: 'not-positive' })
    }
    if (areEqual(values)) return { features: [input] }
    const all = Float64Array.from(values)
    if (method === 'box-cox') {
      const exponent = likeliestPower({ above: all.map(Math.log), below: new Float64Array() })
      return { features: [mapValue(input, value => raised(call('ln', value), exponent))] }
    }
    const exponent = likeliestPower({
      above: all.filter(value => value >= 0).map(Math.log1p),
      below: all.filter(value => value < 0).map(value => Math.log1p(-value)),
    })
    return { features: [mapValue(input, value => yeoJohnson(value, exponent))] }
  },
}

function areEqual(values: readonly number[]): boolean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return isConstant(values.length, mean, variance)
}

function yeoJohnson(value: ExprNode, exponent: number): ExprNode {
  const above = raised(call('log1p', value), exponent)
  const below = call('negate', raised(call('log1p', call('negate', value)), 2 - exponent))
  return caseOf([{ when: call('greaterOrEqual', value, literal(0)), then: above }], below)
}

/** Below this an exponent's power is computed as a series: to subtract 1 would lose digits. */
const smallExponent = 1e-3
/** 1, 1/2, 1/6 …: (exp(t) - 1) / t, to the last digit for exponents that small and any logarithm of a double. */
const series = Array.from({ length: 18 }, (_, i) =>
  Array.from({ length: i + 1 }, (_each, k) => k + 1).reduce((product, factor) => product / factor, 1),
)

/** (exp(exponent · log) - 1) / exponent, and the logarithm itself for an exponent of 0. */
function raised(log: ExprNode, exponent: number): ExprNode {
  const scaled = call('multiply', log, literal(exponent))
  if (Math.abs(exponent) < smallExponent) return call('multiply', log, polynomialOf(series, scaled))
  return call('divide', call('subtract', call('exp', scaled), literal(1)), literal(exponent))
}
