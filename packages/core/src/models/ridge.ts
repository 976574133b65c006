import { cholesky } from './cholesky.ts'
import { inner } from './conjugate-gradient.ts'
import { checkDesign, checkFinite, checkWeights } from './design-check.ts'
import { layoutOf, penaltyOf, type DesignLayout } from './design-layout.ts'
import { addProduct, addTransposed, eachPanel } from './design-panel.ts'
import { weightedGram } from './gram.ts'
import type { DesignMatrix, Learner, LearnContext, LearnerKind, LearnWarning } from './learner.ts'
import {
  linearCoefficients,
  linearExpr,
  linearMargins,
  linearPart,
  type LinearModel,
} from './linear-model.ts'
import { OptionInvalid } from './option-invalid.ts'
import { tuned, type Changes } from './tuned.ts'

/** Ridge regression before fitting. */
export interface Ridge extends Learner {
  readonly kind: 'ridge'
  readonly task: 'regression'
  readonly alpha: number
}

/** A fitted ridge regression; its margin is the prediction. */
export interface RidgeModel extends LinearModel {
  readonly kind: 'ridge'
}

/** Linear regression that minimises `Σ w·(y - z)² + alpha·‖β‖²`, the intercept not penalised; `alpha` is 1 by default. */
export function ridge({ alpha = 1 }: { readonly alpha?: number } = {}): Ridge {
  if (!(alpha >= 0 && Number.isFinite(alpha))) {
    throw new OptionInvalid({ of: 'ridge', option: 'alpha', value: alpha, expected: 'a number from 0' })
  }
  return Object.freeze({ kind: 'ridge', task: 'regression', alpha })
}

/** How ridge regression learns and predicts. */
export const ridgeKind = {
  kind: 'ridge',
  tune: ({ alpha }: Ridge, changes: Changes) => tuned('ridge', { alpha }, ['alpha'], changes, ridge),
  learn(
    { alpha }: Ridge,
    design: DesignMatrix,
    target: Float64Array,
    { signal, weight }: LearnContext = {},
  ): RidgeModel {
    checkDesign('the ridge regression', design, target)
    checkFinite('target', target)
    checkWeights(weight, design.rows)
    signal?.throwIfAborted()
    const layout = layoutOf(design)
    const weights = weight ?? new Float64Array(layout.rows).fill(1)
    const { parameters, dependent } = solved({ layout, target, weights }, alpha)
    const warnings = dependent > 0 ? [collinear(dependent)] : []
    return { kind: 'ridge', ...linearPart(design, layout, parameters), warnings }
  },
  margins: linearMargins,
  marginExpr: linearExpr,
  coefficients: linearCoefficients,
} satisfies LearnerKind<Ridge, RidgeModel>

interface RidgeRows {
  readonly layout: DesignLayout
  readonly target: Float64Array
  readonly weights: Float64Array
}

function solved(rows: RidgeRows, alpha: number) {
  const { layout, target, weights } = rows
  const size = layout.parameters
  const gram = weightedGram(layout, weights)
  const penalty = penaltyOf(layout).map(value => value * alpha)
  penalty.forEach((value, i) => (gram[i * size + i] = (gram[i * size + i] as number) + value))
  const { solve, dependent } = cholesky(gram, size)
  // The target's mean is taken out first, and what the first solution leaves is solved for once more: both keep digits.
  const parameters = new Float64Array(size)
  parameters[0] = inner(target, weights) / weights.reduce((sum, value) => sum + value, 0)
  for (let round = 0; round < 3; round++) {
    const correction = solve(downhill(rows, penalty, parameters))
    for (let i = 0; i < size; i++) parameters[i] = (parameters[i] as number) + (correction[i] as number)
  }
  const constant = layout.dense.filter(({ values }) => values.every(value => value === values[0])).length
  return { parameters, dependent: dependent.length - (alpha === 0 ? constant : 0) }
}

/** `Xᵀ W (y - X β)` less the pull of the penalty. */
function downhill(
  { layout, target, weights }: RidgeRows,
  penalty: Float64Array,
  parameters: Float64Array,
): Float64Array {
  const out = Float64Array.from(parameters, (value, i) => -value * (penalty[i] as number))
  const left = new Float64Array(512)
  eachPanel(layout, (panel, start, rows) => {
    left.fill(0)
    addProduct(layout, panel, { start, rows }, parameters, left)
    for (let r = 0; r < rows; r++) {
      left[r] = (weights[start + r] as number) * ((target[start + r] as number) - (left[r] as number))
    }
    addTransposed(layout, panel, { start, rows }, left, out)
  })
  return out
}

function collinear(columns: number): LearnWarning {
  return {
    code: 'collinear',
    message: `${columns} columns are combinations of others and got weight 0. Drop them, or set alpha above 0.`,
  }
}
