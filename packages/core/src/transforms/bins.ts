import { bucket } from '@sluice/expr'
import { kMeansCentres } from './k-means.ts'
import {
  leftOut,
  mapValue,
  measured,
  type Feature,
  type Measurement,
  type Statistic,
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

/** Bins of at most this width are joined to their neighbour. */
const narrowest = 1e-8

/**
 * As scikit-learn's KBinsDiscretizer: bins are `[edge, next edge)`, values outside of training's go to the first and
 * the last bin. Missing stays missing.
 */
export const bins: TransformKind<Bins> = {
  kind: 'bins',
  takes: 'number',
  statistics({ count, strategy }, { expr }): readonly Statistic[] {
    if (strategy === 'uniform') return [{ kind: 'extremes', of: expr }]
    if (strategy === 'kmeans') return [{ kind: 'counts', of: expr }]
    const at = evenly(0, 100, count).map(percent => percent / 100)
    return [{ kind: 'quantiles', of: expr, at, method: 'averaged-inverted-cdf' }]
  },
  fit(transform, input, [measurement]) {
    const edges = edgesOf(transform, measurement)
    if (edges === undefined) return leftOut(input)
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
  if (encode === 'ordinal') return mapValue(input, value => bucket(value, inner))
  const bounds = [-Infinity, ...inner, Infinity]
  const names = bounds.slice(1).map((high, i) => `${input.name}=[${bounds[i]}, ${high})`)
  return { kind: 'indicators', name: input.name, names, code: bucket(input.expr, inner) }
}

function edgesOf(
  { count, strategy }: Bins,
  measurement: Measurement | undefined,
): readonly number[] | undefined {
  if (strategy === 'quantile') return wideEnough(measured(measurement, 'quantiles').values)
  if (strategy === 'uniform') {
    const { min, max } = measured(measurement, 'extremes')
    if (Number.isNaN(min)) return undefined
    return min === max ? [min, max] : ascending(evenly(min, max, count), 0)
  }
  const { values, counts } = measured(measurement, 'counts')
  const numbers = values as readonly number[]
  const [min, max] = [numbers[0], numbers.at(-1)]
  if (min === undefined || max === undefined) return undefined
  if (min === max) return [min, max]
  const edges = evenly(min, max, count)
  const centres = kMeansCentres(
    { values: numbers, counts },
    edges.slice(1).map((edge, i) => (edge + (edges[i] as number)) * 0.5),
  )
  const middles = centres.slice(1).map((centre, i) => (centre + (centres[i] as number)) * 0.5)
  return wideEnough([min, ...middles, max])
}

function wideEnough(edges: readonly number[]): readonly number[] | undefined {
  if (edges.some(Number.isNaN)) return undefined
  const kept = ascending(edges, narrowest)
  return kept.length === 1 ? [...kept, ...kept] : kept
}

function ascending(edges: readonly number[], apart: number): readonly number[] {
  return edges.filter((edge, i) => i === 0 || edge - (edges[i - 1] as number) > apart)
}

/** `count + 1` numbers from `low` to `high`, by NumPy's `linspace`. */
export function evenly(low: number, high: number, count: number): readonly number[] {
  const step = (high - low) / count
  return Array.from({ length: count + 1 }, (_, i) => (i === count ? high : i * step + low))
}
