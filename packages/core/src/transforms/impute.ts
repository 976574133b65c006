import { call, caseOf, literal, typeOf, type Value } from '@sluice/expr'
import {
  leftOut,
  mapValue,
  measured,
  type Feature,
  type Measurement,
  type PresentCategory,
  type Statistic,
  type Transform,
  type TransformKind,
} from './transform.ts'

/** Replaces missing values by a statistic of the training rows or a constant. */
export interface Impute extends Transform {
  readonly kind: 'impute'
  readonly by: 'mean' | 'median' | 'most-frequent' | { readonly constant: PresentCategory }
  /** Adds a 0/1 feature that says where the value was missing, if it ever was in training. */
  readonly indicator: boolean
}

/**
 * As scikit-learn's SimpleImputer: the median of an even count is the mean of the middle two, of equally frequent
 * values the smallest is taken, a column without values is left out unless a constant fills it.
 */
export const impute: TransformKind<Impute> = {
  kind: 'impute',
  takes: 'category',
  statistics({ by, indicator }, { expr }): readonly Statistic[] {
    if (by === 'mean') return [{ kind: 'moments', of: expr }]
    if (by === 'median') return [{ kind: 'quantiles', of: expr, at: [0.5], method: 'linear' }]
    if (by === 'most-frequent') return [{ kind: 'counts', of: expr, top: 1 }]
    return indicator ? [{ kind: 'missing', of: expr }] : []
  },
  fit(transform, input, [measurement]) {
    const { expr, name } = input
    const fill = fillOf(transform, measurement)
    if (fill === undefined) return leftOut(input)
    const filled = mapValue(input, value => call('coalesce', value, literal(fill, typeOf(value))))
    if (!transform.indicator || missingOf(measurement) === 0) return { features: [filled] }
    const code = caseOf([{ when: call('isMissing', expr), then: literal(0) }], literal(null, 'number'))
    const indicator: Feature = { kind: 'indicators', name, names: [`${name}=(missing)`], code }
    return { features: [filled, indicator] }
  },
}

function fillOf({ by }: Impute, measurement: Measurement | undefined): Value | undefined {
  if (typeof by === 'object') return by.constant
  if (by === 'mean') return present(measured(measurement, 'moments').mean)
  if (by === 'median') return present(measured(measurement, 'quantiles').values[0])
  return measured(measurement, 'counts').values[0]
}

function present(value = Number.NaN): number | undefined {
  return Number.isNaN(value) ? undefined : value
}

function missingOf(measurement: Measurement | undefined): number {
  return measurement !== undefined && 'missing' in measurement ? measurement.missing : 0
}
