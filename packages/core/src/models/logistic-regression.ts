import { everyNth, layoutOf } from './design-layout.ts'
import { checkBothClasses, checkDesign, checkWeights } from './design-check.ts'
import type { DesignMatrix, Learner, LearnContext, LearnerKind, LearnWarning } from './learner.ts'
import {
  linearCoefficients,
  linearExpr,
  linearMargins,
  linearPart,
  type LinearModel,
} from './linear-model.ts'
import { classTotals, logisticObjective, type LogisticData } from './logistic-objective.ts'
import { acceptableError, minimise } from './newton.ts'
import { OptionInvalid } from './option-invalid.ts'
import { tuned, type Changes } from './tuned.ts'

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
export const logisticRegressionKind = {
  kind: 'logistic-regression',
  tune: ({ c, classWeight }: LogisticRegression, changes: Changes) =>
    tuned(
      'logisticRegression',
      { c, ...(classWeight && { classWeight }) },
      ['c', 'classWeight'],
      changes,
      logisticRegression,
    ),
  learn(
    learner: LogisticRegression,
    design: DesignMatrix,
    target: Float64Array,
    context: LearnContext = {},
  ): LogisticModel {
    checkDesign('the logistic regression', design, target)
    const { weight } = context
    checkWeights(weight, design.rows)
    checkBothClasses(target, weight)
    const layout = layoutOf(design)
    const weights = classWeights(learner, target, weight)
    const data: LogisticData = {
      layout,
      target,
      c: learner.c,
      weights,
      ...(weight && { rowWeights: weight }),
    }
    const { parameters, iterations, error } = fitted(data, context)
    const warnings = error <= acceptableError ? [] : [notConverged(iterations, error)]
    return { kind: 'logistic-regression', ...linearPart(design, layout, parameters), iterations, warnings }
  },
  margins: linearMargins,
  marginExpr: linearExpr,
  coefficients: linearCoefficients,
} satisfies LearnerKind<LogisticRegression, LogisticModel>

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
  const { layout, target, c, weights, rowWeights } = data
  const { positives, negatives } = classTotals(target, rowWeights)
  const start = new Float64Array(layout.parameters)
  start[0] = Math.log((positives * weights.positive) / (negatives * weights.negative))
  const step = Math.floor(layout.rows / sampleRows)
  if (step < 4) return start
  const sample = everyNth(layout, step)
  const classes = Float64Array.from({ length: sample.rows }, (_, i) => target[i * step] as number)
  const found = classes.reduce((sum, value) => sum + value, 0)
  if (found === 0 || found === sample.rows) return start
  const own = rowWeights && Float64Array.from(classes, (_, i) => rowWeights[i * step] as number)
  const objective = logisticObjective({
    layout: sample,
    target: classes,
    c: c * step,
    weights,
    ...(own && { rowWeights: own }),
  })
  return minimise(objective, start, { goal: 1e-4, maxIterations }).parameters
}

function classWeights(
  { classWeight }: LogisticRegression,
  target: Float64Array,
  rowWeights: Float64Array | undefined,
) {
  if (classWeight === null) return { negative: 1, positive: 1 }
  const { positives, negatives } = classTotals(target, rowWeights)
  const half = (positives + negatives) / 2
  return { negative: half / negatives, positive: half / positives }
}

function notConverged(iterations: number, error: number): LearnWarning {
  return {
    code: 'not-converged',
    message:
      `the logistic regression stopped after ${iterations} iterations with coefficients known to about ` +
      `${error.toExponential(1)}. Standardise the columns, or lower c.`,
  }
}
