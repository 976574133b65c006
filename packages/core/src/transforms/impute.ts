import { call, caseOf, literal, type Value } from '@sluice/expr'
import { typeOf } from '@sluice/expr'
import { measured, type Feature, type Measurement, type Transform, type TransformKind } from './transform.ts'

/** Replaces missing values by a statistic of the training rows or a constant. */
export interface Impute extends Transform {
  readonly kind: 'impute'
  readonly by: 'mean' | 'median' | 'most-frequent' | { readonly constant: number | string }
  /** Adds a 0/1 feature that says where the value was missing, if any was in training. */
  readonly indicator: boolean
}

/** As scikit-learn's SimpleImputer: even medians are means of two, ties of the mode give the smallest. */
export const impute: TransformKind<Impute> = {
  kind: 'impute',
  takes: 'any',
  statistics({ by }, { expr }) {
    if (by === 'mean') return [{ kind: 'moments', of: expr }]
    if (by === 'median') return [{ kind: 'quantiles', of: expr, at: [0.5], method: 'linear' }]
    return [{ kind: 'counts', of: expr }]
  },
  fit(transform, input, [measurement]) {
    const { expr, name } = input
    const fill = fillOf(transform, measurement as Measurement)
    if (fill === undefined) {
      return { features: [], warnings: [`"${name}" has no values in training and is left out`] }
    }
    const filled = { ...input, expr: call('coalesce', expr, literal(fill, typeOf(expr))) }
    const missing =
      'missing' in (measurement as Measurement) ? (measurement as { readonly missing: number }).missing : 0
    if (!transform.indicator || missing === 0) return { features: [filled] }
    const code = caseOf([{ when: call('isMissing', expr), then: literal(0) }], literal(null, 'number'))
    const indicator: Feature = { kind: 'indicators', name, names: [`${name} is missing`], code }
    return { features: [filled, indicator] }
  },
}

function fillOf({ by }: Impute, measurement: Measurement): Value | undefined {
  if (typeof by === 'object') return by.constant
  if (by === 'mean') return present(measured(measurement, 'moments').mean)
  if (by === 'median') return present(measured(measurement, 'quantiles').values[0] ?? Number.NaN)
  const { values, counts } = measured(measurement, 'counts')
  const most = Math.max(...counts)
  return values[counts.indexOf(most)]
}

function present(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value
}
