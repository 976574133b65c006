import { everyNth, layoutOf } from './design-layout.ts'
import { checkBothClasses, checkClasses, checkDesign } from './design-check.ts'
import type { Learner, LearnContext, LearnerKind, LearnWarning } from './learner.ts'
import {
  linearCoefficients,
  linearExpr,
  linearMargins,
  linearPart,
  type LinearModel,
} from './linear-model.ts'
import { logisticObjective, type LogisticData } from './logistic-objective.ts'
import { acceptableError, minimise } from './newton.ts'
import { OptionInvalid } from './option-invalid.ts'

/** Logistic regression before fitting. */
export interface LogisticRegression extends Learner {
  readonly kind: 'logistic-regression'
  readonly task: 'binary'
  readonly c: number
  readonly classWeight: 'balanced' | null
}

/** Options of {@link logisticRegression}. */
export interface LogisticRegressionOptions {
  /** Inverse strength of the penalty, default 1: minimises `c·Σ w·log(1 + exp(-s z)) + ½‖β‖²`. */
  readonly c?: number
  /** `balanced` gives both classes the same total weight; probabilities then need a calibrator. */
  readonly classWeight?: 'balanced'
}

/** A fitted logistic regression; its margin is the log-odds. */
export interface LogisticModel extends LinearModel {
  readonly kind: 'logistic-regression'
  readonly iterations: number
}

/**
 * Logistic regression with a ridge penalty, the intercept not penalised; the minimum scikit-learn's
 * `LogisticRegression` tends to.
 */
export function logisticRegression(options: LogisticRegressionOptions = {}): LogisticRegression {
  const { c = 1, classWeight } = options
  if (!(c > 0 && Number.isFinite(c))) {
    throw new OptionInvalid({
      of: 'logisticRegression',
      option: 'c',
      value: c,
      expected: 'a positive number',
    })
  }
  if (classWeight !== undefined && classWeight !== 'balanced') {
    throw new OptionInvalid({
      of: 'logisticRegression',
      option: 'classWeight',
      value: classWeight,
      expected: '"balanced" or absent',
    })
  }
  return Object.freeze({ kind: 'logistic-regression', task: 'binary', c, classWeight: classWeight ?? null })
}

/** How logistic regression learns and predicts. */
export const logisticRegressionKind: LearnerKind<LogisticRegression, LogisticModel> = {
  kind: 'logistic-regression',
  learn(learner, design, target, context = {}) {
    checkDesign('the logistic regression', design, target)
    checkClasses(target)
    const positives = checkBothClasses(target)
    const layout = layoutOf(design)
    const weights = classWeights(learner, positives, target.length)
    const data: LogisticData = { layout, target, c: learner.c, weights }
    const { parameters, iterations, error } = fitted(data, context)
    const warnings = error <= acceptableError ? [] : [notConverged(iterations, error)]
    return { kind: 'logistic-regression', ...linearPart(design, layout, parameters), iterations, warnings }
  },
  margins: linearMargins,
  marginExpr: linearExpr,
  coefficients: linearCoefficients,
}

const maxIterations = 100
const sampleRows = 20_000

function fitted(data: LogisticData, { signal, progress }: LearnContext) {
  const objective = logisticObjective(data)
  return minimise(objective, startOf(data), {
    goal: 1e-12,
    maxIterations,
    onIteration(iteration, value) {
      signal?.throwIfAborted()
      progress?.(iteration, value * objective.total)
    },
  })
}

/** The minimum for a sample of the rows when there are many, else the log-odds of the classes alone. */
function startOf(data: LogisticData): Float64Array {
  const { layout, target, c, weights } = data
  const positives = target.reduce((sum, value) => sum + value, 0)
  const start = new Float64Array(layout.parameters)
  start[0] = Math.log((positives * weights.positive) / ((target.length - positives) * weights.negative))
  const step = Math.floor(layout.rows / sampleRows)
  if (step < 4) return start
  const sample = everyNth(layout, step)
  const classes = Float64Array.from({ length: sample.rows }, (_, i) => target[i * step] as number)
  const found = classes.reduce((sum, value) => sum + value, 0)
  if (found === 0 || found === sample.rows) return start
  const objective = logisticObjective({ layout: sample, target: classes, c: c * step, weights })
  return minimise(objective, start, { goal: 1e-4, maxIterations }).parameters
}

function classWeights({ classWeight }: LogisticRegression, positives: number, rows: number) {
  if (classWeight === null) return { negative: 1, positive: 1 }
  return { negative: rows / (2 * (rows - positives)), positive: rows / (2 * positives) }
}

function notConverged(iterations: number, error: number): LearnWarning {
  return {
    code: 'not-converged',
    message:
      `the logistic regression stopped after ${iterations} iterations with coefficients known to about ` +
      `${error.toExponential(1)}. Standardise the columns, or lower c.`,
  }
}
