import { call, type ExprNode } from '@sluice/expr'
import { OptionInvalid } from '../models/option-invalid.ts'
import type { Feature, Transform, ValueFeature } from '../transforms/transform.ts'

/** Products of values: the powers of each and what they make together. */
export interface Products {
  /** Of at most so many factors. */
  readonly degree: number
  /** Only of different values: no powers. */
  readonly interactionOnly: boolean
}

/** What becomes of the features of several inputs once their own transforms are done. */
export interface Join extends Products {
  /** The transforms that the products go through. */
  readonly transforms: readonly Transform[]
}

const most = 2000

/**
 * The values themselves and their products, in the order of scikit-learn's PolynomialFeatures without the bias: by the
 * number of factors, then by the places of the factors. Features that are no values follow as they are.
 *
 * @throws OptionInvalid when there would be more than 2000 products.
 */
export function productsOf(
  features: readonly Feature[],
  { degree, interactionOnly }: Products,
): readonly Feature[] {
  const values = features.filter(feature => feature.kind === 'value')
  let last: readonly Product[] = [{ factors: [] }]
  const all: ValueFeature[] = []
  for (let size = 1; size <= degree; size++) {
    last = last.flatMap(product => larger(product, values, interactionOnly))
    all.push(...last.flatMap(({ feature }) => feature ?? []))
    if (all.length > most) {
      const expected = `so low that there are at most ${most} products of the ${values.length} values`
      throw new OptionInvalid({ of: 'polynomial', option: 'degree', value: degree, expected })
    }
  }
  return [...all, ...features.filter(feature => feature.kind !== 'value')]
}

interface Product {
  /** Places of the factors, ascending. */
  readonly factors: readonly number[]
  readonly feature?: ValueFeature
}

/** A product with one more factor, from the last one on. */
function larger(
  { factors, feature }: Product,
  values: readonly ValueFeature[],
  different: boolean,
): readonly Product[] {
  const first = (factors.at(-1) ?? 0) + (different && factors.length > 0 ? 1 : 0)
  return values.slice(first).map((value, i) => {
    const places = [...factors, first + i]
    if (feature === undefined) return { factors: places, feature: value }
    const expr = call('multiply', feature.expr, value.expr)
    const isCrossFitted = feature.training !== undefined || value.training !== undefined
    const training = (): ExprNode =>
      call('multiply', feature.training ?? feature.expr, value.training ?? value.expr)
    const name = nameOf(places, values)
    return {
      factors: places,
      feature: { kind: 'value', name, expr, ...(isCrossFitted && { training: training() }) },
    }
  })
}

function nameOf(places: readonly number[], values: readonly ValueFeature[]): string {
  return [...Map.groupBy(places, place => place)]
    .map(([place, { length }]) => `${values[place]?.name}${length > 1 ? `^${length}` : ''}`)
    .join(' * ')
}
