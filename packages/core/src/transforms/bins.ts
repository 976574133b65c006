import { bucket } from '@sluice/expr'
import { kMeansCentres } from './k-means.ts'
import {
  measured,
  type Feature,
  type Measurement,
  type Transform,
  type TransformKind,
  type ValueFeature,
} from './transform.ts'

/** The number of the bin that a value falls into. */
export interface Bins extends Transform {
  readonly kind: 'bins'
  readonly count: number
  readonly strategy: 'quantile' | 'uniform' | 'kmeans'
  readonly encode: 'ordinal' | 'one-hot'
}

/** Bins narrower than this are joined to their neighbour. */
const narrowest = 1e-8

/** As scikit-learn's KBinsDiscretizer: bins are `[edge, next edge)`, values outside go to the first and last bin. */
export const bins: TransformKind<Bins> = {
  kind: 'bins',
  takes: 'number',
  statistics({ count, strategy }, { expr }) {
    if (strategy === 'uniform') return [{ kind: 'extremes', of: expr }]
    if (strategy === 'kmeans') return [{ kind: 'counts', of: expr }]
    const at = Array.from({ length: count + 1 }, (_, i) => i / count)
    return [{ kind: 'quantiles', of: expr, at, method: 'averaged-inverted-cdf' }]
  },
  fit(transform, input, [measurement]) {
    const edges = edgesOf(transform, measurement as Measurement)
    if (edges === undefined) {
      return { features: [], warnings: [`"${input.name}" has no values in training and is left out`] }
    }
    const inner = edges.slice(1, -1)
    const found = inner.length + 1
    const warnings =
      found < transform.count
        ? [`"${input.name}" has ${found} bins instead of ${transform.count}: too few distinct values`]
        : []
    return { features: [featureOf(transform, input, inner)], warnings }
  },
}

function featureOf({ encode }: Bins, input: ValueFeature, inner: readonly number[]): Feature {
  const code = bucket(input.expr, inner)
  if (encode === 'ordinal') return { kind: 'value', name: input.name, expr: code }
  const bounds = [-Infinity, ...inner, Infinity]
  const names = bounds.slice(1).map((high, i) => `${input.name} in [${bounds[i]}, ${high})`)
  return { kind: 'indicators', name: input.name, names, code }
}

function edgesOf({ count, strategy }: Bins, measurement: Measurement): readonly number[] | undefined {
  if (strategy === 'quantile') {
    const { values } = measured(measurement, 'quantiles')
    if (values.length === 0 || values.some(Number.isNaN)) return undefined
    return values.filter((edge, i) => i === 0 || edge - (values[i - 1] as number) > narrowest)
  }
  if (strategy === 'uniform') {
    const { min, max } = measured(measurement, 'extremes')
    if (Number.isNaN(min)) return undefined
    if (min === max) return [min, max]
    return Array.from({ length: count + 1 }, (_, i) => (i === count ? max : min + (i * (max - min)) / count))
  }
  const { values, counts } = measured(measurement, 'counts')
  const numbers = values as readonly number[]
  if (numbers.length === 0) return undefined
  const centres = kMeansCentres(numbers, counts, Math.min(count, numbers.length))
  const middles = centres.slice(1).map((centre, i) => (centre + (centres[i] as number)) / 2)
  return [numbers[0] as number, ...middles, numbers.at(-1) as number]
}
