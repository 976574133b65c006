import type { ExprNode } from '@sluice/expr'
import type { BinnedColumn } from '@sluice/trees'
import type { DataSession } from '../data/session.ts'
import type { Log } from '../pipeline/context.ts'
import type { Feature } from '../transforms/transform.ts'

/** Training rows as the learners see them, block by block in the order of the features. */
export interface DesignMatrix {
  readonly rows: number
  readonly blocks: readonly DesignBlock[]
}

/** A block of a design; which kinds a learner gets is told by its {@link DesignForm}. */
export type DesignBlock = NumericBlock | CategoriesBlock | BinnedBlock

/** A design of finite numbers, as linear learners need it. */
export interface NumericDesign extends DesignMatrix {
  readonly blocks: readonly NumericBlock[]
}

/** `dense`: one value per row. `indicators`: per row the index of the indicator that is 1, or -1 for none. */
export type NumericBlock =
  | { readonly kind: 'dense'; readonly name: string; readonly values: Float64Array }
  | {
      readonly kind: 'indicators'
      readonly name: string
      readonly names: readonly string[]
      readonly codes: Int32Array
    }

/** A category as it is: per row its index in `names`, or -1 when it is missing. */
export interface CategoriesBlock {
  readonly kind: 'categories'
  readonly name: string
  readonly names: readonly string[]
  readonly codes: Int32Array
}

/** A column in bins, one byte per row: what learners of trees work on. `names` are those of a category. */
export interface BinnedBlock {
  readonly kind: 'binned'
  readonly name: string
  readonly column: BinnedColumn
  readonly names?: readonly string[]
}

/**
 * The form in which a learner takes its features. `numbers`: finite numbers and indicators. `values`: the same, but
 * values may be missing (NaN), and categories stay categories. `bins`: as `values`, in at most `bins` bins per column
 * found on a sample.
 */
export type DesignForm =
  | { readonly kind: 'values' }
  | { readonly kind: 'numbers' }
  | { readonly kind: 'bins'; readonly bins: number; readonly sample: number }

/** What is predicted: whether something happens, a number, or which of several classes. */
export type Task = 'binary' | 'regression' | 'multiclass'

/** A learner before fitting: its kind and options. */
export interface Learner {
  readonly kind: string
  /** What the target is: classes 0 and 1, a number, or one of several classes by position. */
  readonly task: Task
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

/** Rows that are not learned from but watched while learning. */
export interface ValidationRows {
  readonly design: DesignMatrix
  readonly target: Float64Array
  readonly weight?: Float64Array
}

/** What learning is given besides rows and target. */
export interface LearnContext {
  readonly signal?: AbortSignal
  /** Told while learning: iterations and the value of the objective. */
  readonly progress?: (iteration: number, objective: number) => void
  /** How much each row counts; all 1 when absent. */
  readonly weight?: Float64Array
  /** For learners that stop early: rows of other keys that went through the same fitted preparation. */
  readonly validation?: ValidationRows
  /** Of several classes, how many there are. */
  readonly classes?: number
  /** Of the trainer's plan, the fold of each row. */
  readonly fold?: Int32Array
  /** For learners that hand the rows to another program: where they write them. */
  readonly data?: DataSession
  readonly log?: Log
  /** Threads that learning may use; the model does not depend on it. Default 1. */
  readonly threads?: number
}

/** Behaviour of one kind of learner. Everything is deterministic: same rows in the same order, same model. */
export interface LearnerKind<L extends Learner = Learner, M extends FittedModel = FittedModel> {
  readonly kind: L['kind']
  /** How the learner wants its features; finite numbers and indicators when absent. */
  form?(learner: L): DesignForm
  /** Of learners that can be searched: the learner with some options changed. Throws `OptionInvalid`. */
  tune?(learner: L, changes: Readonly<Record<string, number | string | boolean>>): L
  /** Of learners that learn in rounds: the most rounds. */
  iterations?(learner: L): number
  /** Of learners that may stop early. */
  readonly early?: {
    /** Whether this one does. */
    on(learner: L): boolean
    /** How many rounds a model ended up with. */
    rounds(model: M): number
    /** The learner with exactly that many rounds. */
    fixed(learner: L, rounds: number): L
  }
  learn(learner: L, design: DesignMatrix, target: Float64Array, context?: LearnContext): M | Promise<M>
  /** Margins (log-odds or predictions) of the rows of a design matrix, by the same operations as `marginExpr`. */
  margins(model: M, design: DesignMatrix): Float64Array
  /** The margin as a row-level expression over the features. */
  marginExpr(model: M, features: readonly Feature[]): ExprNode
  /** For several classes: margins of each, whose softmax are the probabilities; `marginExpr` is not used then. */
  classMargins?(model: M, features: readonly Feature[]): readonly ExprNode[]
  /** Importance by feature name, for reports: for linear models the coefficients. */
  coefficients(model: M): Readonly<Record<string, number>>
}
