import { call, literal, lookup, sumOf, type ExprNode } from '@sluice/expr'
import type { Feature, IndicatorFeature } from '../transforms/transform.ts'
import type { DesignLayout } from './design-layout.ts'
import { DesignMismatch } from './design-mismatch.ts'
import { groupedSums, type Term } from './grouped-sums.ts'
import type { DesignBlock, DesignMatrix, FittedModel, NumericBlock, NumericDesign } from './learner.ts'

/** The weight of a dense feature, or the weights of a block of indicators. */
export type LinearTerm =
  | { readonly kind: 'dense'; readonly name: string; readonly weight: number }
  | {
      readonly kind: 'indicators'
      readonly name: string
      readonly names: readonly string[]
      readonly weights: readonly number[]
    }

/** A model whose margin is an intercept plus weighted features, in the order of the features. */
export interface LinearModel extends FittedModel {
  readonly intercept: number
  readonly terms: readonly LinearTerm[]
}

/** Turns parameters of a layout (standardised units) into the intercept and weights of the design's own units. */
export function linearPart(
  design: NumericDesign,
  layout: DesignLayout,
  parameters: Float64Array,
): Pick<LinearModel, 'intercept' | 'terms'> {
  let [dense, block, intercept] = [0, 0, parameters[0] as number]
  const terms = design.blocks.map((part): LinearTerm => {
    if (part.kind === 'indicators') {
      const { offset, size } = layout.indicators[block++] as DesignLayout['indicators'][number]
      const weights = Array.from(parameters.subarray(offset, offset + size), positiveZero)
      return { kind: 'indicators', name: part.name, names: [...part.names], weights }
    }
    const { mean, scale } = layout.dense[dense++] as DesignLayout['dense'][number]
    const weight = positiveZero((parameters[dense] as number) / scale)
    intercept -= weight * mean
    return { kind: 'dense', name: part.name, weight }
  })
  return { intercept: positiveZero(intercept), terms }
}

/** Margins of a design, by the operations of {@link linearExpr} in the same order. */
export function linearMargins({ intercept, terms }: LinearModel, design: DesignMatrix): Float64Array {
  checkAgainst(terms, design.blocks.map(describeBlock))
  const addends = (design.blocks as readonly NumericBlock[]).map((block, i): Term => {
    const term = terms[i] as LinearTerm
    return block.kind === 'dense'
      ? { kind: 'product', values: block.values, weight: (term as LinearTerm & { kind: 'dense' }).weight }
      : { kind: 'pick', codes: block.codes, weights: (term as LinearTerm & { kind: 'indicators' }).weights }
  })
  return groupedSums([{ kind: 'constant', value: intercept }, ...addends], design.rows)
}

/** The margin over the features: intercept, then one product or one lookup per feature. */
export function linearExpr({ intercept, terms }: LinearModel, features: readonly Feature[]): ExprNode {
  checkAgainst(terms, features.map(describeFeature))
  const addends = features.map((feature, i): ExprNode => {
    const term = terms[i] as LinearTerm
    if (feature.kind === 'value') {
      return call('multiply', feature.expr, literal((term as LinearTerm & { kind: 'dense' }).weight))
    }
    // Other kinds were refused above.
    const { code } = feature as IndicatorFeature
    const { weights } = term as LinearTerm & { kind: 'indicators' }
    const keys = weights.map((_, i) => i)
    return lookup({ input: code, type: 'number', keys, values: weights, missing: 0, unknown: 0 })
  })
  return sumOf([literal(intercept), ...addends])
}

/** Weights by feature name; those of indicators by the column and the indicator's name. */
export function linearCoefficients({ terms }: LinearModel): Readonly<Record<string, number>> {
  return Object.fromEntries(
    terms.flatMap((term): [string, number][] =>
      term.kind === 'dense'
        ? [[term.name, term.weight]]
        : indicatorNames(term).map((name, i) => [name, term.weights[i] as number]),
    ),
  )
}

function indicatorNames({ name, names }: LinearTerm & { kind: 'indicators' }): readonly string[] {
  const full = names.every(each => each.startsWith(`${name}=`) || each.startsWith(`${name}_`))
  return full ? names : names.map(each => `${name}=${each}`)
}

function checkAgainst(terms: readonly LinearTerm[], given: readonly string[]): void {
  const expected = terms.map(describeTerm)
  for (let i = 0; i < Math.max(expected.length, given.length); i++) {
    if (expected[i] === given[i]) continue
    throw new DesignMismatch({ position: i, expected: expected[i] ?? 'absent', given: given[i] ?? 'absent' })
  }
}

function describeTerm(term: LinearTerm): string {
  return term.kind === 'dense' ? describeDense(term.name) : describeIndicators(term)
}

function describeBlock(block: DesignBlock): string {
  if (block.kind === 'indicators') return describeIndicators(block)
  return block.kind === 'dense' ? describeDense(block.name) : `category "${block.name}"`
}

function describeFeature(feature: Feature): string {
  if (feature.kind === 'indicators') return describeIndicators(feature)
  return feature.kind === 'value' ? describeDense(feature.name) : `category "${feature.name}"`
}

function describeDense(name: string): string {
  return `value "${name}"`
}

function describeIndicators({
  name,
  names,
}: {
  readonly name: string
  readonly names: readonly string[]
}): string {
  return `${names.length} indicators of "${name}" (${names.join(', ')})`
}

// JSON has no negative zero; weights are kept as JSON will give them back.
function positiveZero(value: number): number {
  return value === 0 ? 0 : value
}
