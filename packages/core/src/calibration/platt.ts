import { cholesky } from '../models/cholesky.ts'
import { minimise, type Objective } from '../models/newton.ts'

/** Probability is `sigmoid(a * margin + b)`; `a` is never negative, so a higher margin never means less. */
export interface PlattCalibrator {
  readonly kind: 'platt'
  readonly a: number
  readonly b: number
}

/**
 * Platt's logistic calibration: log loss against targets smoothed by Bayes' rule, `(N⁺+1)/(N⁺+2)` and `1/(N⁻+2)`, so
 * that separable margins have a minimum too. In scikit-learn's notation `A = -a` and `B = -b`. Margins that rank
 * backwards get `a = 0`: everybody the same probability.
 */
export function fitPlatt(margins: Float64Array, target: Float64Array): PlattCalibrator {
  const rows = margins.length
  const positives = target.reduce((sum, value) => sum + value, 0)
  const goals = { positive: (positives + 1) / (positives + 2), negative: 1 / (rows - positives + 2) }
  const mean = margins.reduce((sum, value) => sum + value / rows, 0)
  const scale = margins.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0)
  const average = (positives * goals.positive + (rows - positives) * goals.negative) / rows
  const flat = { kind: 'platt', a: 0, b: Math.log(average / (1 - average)) } as const
  if (scale === 0) return flat
  const objective = plattObjective(
    margins.map(value => (value - mean) / scale),
    target,
    goals,
  )
  const { parameters } = minimise(objective, Float64Array.of(0, flat.b), { goal: 1e-13, maxIterations: 100 })
  const a = (parameters[0] as number) / scale
  return a > 0 ? { kind: 'platt', a, b: (parameters[1] as number) - a * mean } : flat
}

/** Mean cross-entropy over slope and offset. */
function plattObjective(
  margins: Float64Array,
  target: Float64Array,
  goals: { readonly positive: number; readonly negative: number },
): Objective {
  let [aa, ab, bb] = [0, 0, 0]
  return {
    evaluate(parameters) {
      const [slope, offset] = parameters as unknown as readonly [number, number]
      let [value, a, b] = [0, 0, 0]
      ;[aa, ab, bb] = [0, 0, 0]
      for (let i = 0; i < margins.length; i++) {
        const margin = margins[i] as number
        const goal = target[i] === 1 ? goals.positive : goals.negative
        const z = slope * margin + offset
        const small = Math.exp(-Math.abs(z))
        const p = z >= 0 ? 1 / (1 + small) : small / (1 + small)
        const curvature = small / ((1 + small) * (1 + small))
        value += Math.log1p(small) + (z >= 0 ? (1 - goal) * z : -goal * z)
        a += (p - goal) * margin
        b += p - goal
        aa += curvature * margin * margin
        ab += curvature * margin
        bb += curvature
      }
      const rows = margins.length
      return { value: value / rows, gradient: Float64Array.of(a / rows, b / rows) }
    },
    hessian() {
      const rows = margins.length
      const { solve } = cholesky(Float64Array.of(aa / rows, 0, ab / rows, bb / rows), 2)
      return { diagonal: Float64Array.of(aa / rows, bb / rows), solve }
    },
  }
}
