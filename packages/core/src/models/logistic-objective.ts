import { cholesky } from './cholesky.ts'
import { conjugateGradient } from './conjugate-gradient.ts'
import { penaltyOf, type DesignLayout } from './design-layout.ts'
import { addProduct, addTransposed, eachPanel } from './design-panel.ts'
import { weightedGram } from './gram.ts'
import type { Hessian, Objective } from './newton.ts'

/** Rows, classes and weights of a logistic regression. */
export interface LogisticData {
  readonly layout: DesignLayout
  readonly target: Float64Array
  readonly c: number
  readonly weights: { readonly negative: number; readonly positive: number }
  /** How much each row counts besides its class. */
  readonly rowWeights?: Float64Array
}

// Above these the Hessian is only multiplied with vectors, never formed.
const mostParameters = 1000
const mostProducts = 4e10

/**
 * `C·Σ w·log(1 + exp(-s z)) + ½‖β‖²` divided by `C·Σ w`, so that its numbers do not grow with the rows.
 */
export function logisticObjective({
  layout,
  target,
  c,
  weights,
  rowWeights,
}: LogisticData): Objective & { readonly total: number } {
  const { positives, negatives } = classTotals(target, rowWeights)
  const total = c * (positives * weights.positive + negatives * weights.negative)
  const share = { negative: (c * weights.negative) / total, positive: (c * weights.positive) / total }
  const penalty = penaltyOf(layout).map(value => value / total)
  const curvature = new Float64Array(layout.rows)
  const formed =
    layout.parameters <= mostParameters && layout.rows * (layout.dense.length + 1) ** 2 <= mostProducts
  return {
    total,
    evaluate(parameters) {
      const gradient = new Float64Array(layout.parameters)
      const loss = addLoss({ layout, target, share, rowWeights }, parameters, gradient, curvature)
      return { value: loss + addPenalty(penalty, parameters, gradient), gradient }
    },
    hessian: () =>
      formed ? formedHessian(layout, curvature, penalty) : implicitHessian(layout, curvature, penalty),
  }
}

/** The total weight of the rows of either class. */
export function classTotals(
  target: Float64Array,
  rowWeights: Float64Array | undefined,
): { readonly positives: number; readonly negatives: number } {
  let [positives, all] = [0, 0]
  for (let i = 0; i < target.length; i++) {
    const weight = rowWeights === undefined ? 1 : (rowWeights[i] as number)
    all += weight
    positives += weight * (target[i] as number)
  }
  return { positives, negatives: all - positives }
}

interface LossRows {
  readonly layout: DesignLayout
  readonly target: Float64Array
  readonly share: { readonly negative: number; readonly positive: number }
  readonly rowWeights: Float64Array | undefined
}

function addLoss(
  { layout, target, share, rowWeights }: LossRows,
  parameters: Float64Array,
  gradient: Float64Array,
  curvature: Float64Array,
): number {
  let loss = 0
  const margins = new Float64Array(512)
  eachPanel(layout, (panel, start, rows) => {
    margins.fill(0)
    addProduct(layout, panel, { start, rows }, parameters, margins)
    let sum = 0
    for (let r = 0; r < rows; r++) {
      const positive = target[start + r] === 1
      const own = rowWeights === undefined ? 1 : (rowWeights[start + r] as number)
      const weight = own * (positive ? share.positive : share.negative)
      const signed = positive ? (margins[r] as number) : -(margins[r] as number)
      const small = Math.exp(-Math.abs(signed))
      const wrong = signed >= 0 ? small / (1 + small) : 1 / (1 + small)
      sum += weight * (Math.log1p(small) + (signed < 0 ? -signed : 0))
      margins[r] = positive ? -weight * wrong : weight * wrong
      curvature[start + r] = (weight * small) / ((1 + small) * (1 + small))
    }
    loss += sum
    addTransposed(layout, panel, { start, rows }, margins, gradient)
  })
  return loss
}

function addPenalty(penalty: Float64Array, parameters: Float64Array, gradient: Float64Array): number {
  let sum = 0
  for (let i = 0; i < penalty.length; i++) {
    const pull = (penalty[i] as number) * (parameters[i] as number)
    sum += 0.5 * pull * (parameters[i] as number)
    gradient[i] = (gradient[i] as number) + pull
  }
  return sum
}

function formedHessian(layout: DesignLayout, curvature: Float64Array, penalty: Float64Array): Hessian {
  const size = layout.parameters
  const matrix = weightedGram(layout, curvature)
  const diagonal = Float64Array.from(penalty, (value, i) => {
    const at = i * size + i
    return (matrix[at] = (matrix[at] as number) + value)
  })
  const { solve } = cholesky(matrix, size)
  return { diagonal, solve }
}

function implicitHessian(layout: DesignLayout, curvature: Float64Array, penalty: Float64Array): Hessian {
  const diagonal = squaredColumns(layout, curvature).map((value, i) => value + (penalty[i] as number))
  const times = (vector: Float64Array) => {
    const out = vector.map((value, i) => value * (penalty[i] as number))
    const images = new Float64Array(512)
    eachPanel(layout, (panel, start, rows) => {
      images.fill(0)
      addProduct(layout, panel, { start, rows }, vector, images)
      for (let r = 0; r < rows; r++) images[r] = (images[r] as number) * (curvature[start + r] as number)
      addTransposed(layout, panel, { start, rows }, images, out)
    })
    return out
  }
  const solve = (gradient: Float64Array, error: number) =>
    conjugateGradient({ diagonal, times }, gradient, {
      tolerance: Math.min(0.1, Math.max(1e-6, Math.sqrt(error))),
      maxIterations: 200,
    })
  return { diagonal, solve }
}

function squaredColumns(layout: DesignLayout, weights: Float64Array): Float64Array {
  const out = new Float64Array(layout.parameters)
  eachPanel(layout, ({ values, height }, start, rows) => {
    for (let column = 0; column <= layout.dense.length; column++) {
      let sum = 0
      for (let r = 0; r < rows; r++) {
        const value = values[column * height + r] as number
        sum += (weights[start + r] as number) * value * value
      }
      out[column] = (out[column] as number) + sum
    }
  })
  for (const { codes, offset } of layout.indicators) {
    for (let r = 0; r < layout.rows; r++) {
      const code = codes[r] as number
      if (code >= 0) out[offset + code] = (out[offset + code] as number) + (weights[r] as number)
    }
  }
  return out
}
