import type { ExprNode } from '@sluice/expr'
import type { Feature } from '../transforms/transform.ts'

/** Training rows as the learners see them: dense columns and blocks of indicators. No missing values. */
export interface DesignMatrix {
  readonly rows: number
  readonly blocks: readonly DesignBlock[]
}

/** `dense`: one value per row. `indicators`: per row the index of the indicator that is 1, or -1 for none. */
export type DesignBlock =
  | { readonly kind: 'dense'; readonly name: string; readonly values: Float64Array }
  | {
      readonly kind: 'indicators'
      readonly name: string
      readonly names: readonly string[]
      readonly codes: Int32Array
    }

/** A learner before fitting: its kind and options. */
export interface Learner {
  readonly kind: string
  /** What the target is: classes 0 and 1, or a number. */
  readonly task: 'binary' | 'regression'
}

/** A fitted model: plain data that JSON can hold (large arrays go to the artifact's binary part). */
export interface FittedModel {
  readonly kind: string
  /** What a person should know about this fit; empty or absent when all went well. */
  readonly warnings?: readonly LearnWarning[]
}

/** A finding of a fit that did not stop it, for example `not-converged` or `collinear`. */
export interface LearnWarning {
  readonly code: 'not-converged' | 'collinear'
  readonly message: string
}

/** Told while learning: iterations and the value of the objective. */
export interface LearnContext {
  readonly signal?: AbortSignal
  readonly progress?: (iteration: number, objective: number) => void
}

/** Behaviour of one kind of learner. Everything is deterministic: same rows in the same order, same model. */
export interface LearnerKind<L extends Learner = Learner, M extends FittedModel = FittedModel> {
  readonly kind: L['kind']
  learn(learner: L, design: DesignMatrix, target: Float64Array, context?: LearnContext): M
  /** Margins (log-odds or predictions) of the rows of a design matrix, by the same operations as `marginExpr`. */
  margins(model: M, design: DesignMatrix): Float64Array
  /** The margin as a row-level expression over the features. */
  marginExpr(model: M, features: readonly Feature[]): ExprNode
  /** Importance by feature name, for reports: for linear models the coefficients. */
  coefficients(model: M): Readonly<Record<string, number>>
}
