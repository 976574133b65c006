import type { ExprNode, Forest } from '@sluice/expr'
import type { FittedModel } from '@sluice/core'
import type { Cover } from '../forest/forest-draft.ts'

/** Formats of model files. */
export type ModelFormat = 'lightgbm' | 'xgboost' | 'onnx'

/** An input of a model that came from a file; features are bound to it by name. */
export type ImportedInput = NumberInput | CategoryInput

/** An input that is a number. */
export interface NumberInput {
  readonly name: string
  readonly kind: 'number'
}

/**
 * An input that is a category. With `categories` the model's code of a value is its position there; without, values are
 * numbers that are the codes themselves, and numbers that are not whole are rounded as the tool does it.
 */
export interface CategoryInput {
  readonly name: string
  readonly kind: 'category'
  readonly categories?: readonly Category[]
  readonly rounding: 'toward-zero' | 'down'
}

/** A category as the model's training data had it. */
export type Category = string | number | boolean

/** An input of text, which the model itself turns into numbers. */
export interface TextInput {
  readonly name: string
  readonly kind: 'text'
}

/**
 * One raw output of a model. Expressions are templates: a column named as an input stands for the feature that is bound
 * to it, a number (of a category its code) or, of text inputs, a text.
 */
export type ImportedOutput =
  | {
      readonly kind: 'forest'
      readonly inputs: readonly ExprNode[]
      readonly forest: Forest
      readonly cover?: Cover
    }
  | { readonly kind: 'expression'; readonly expr: ExprNode }

/**
 * What turns raw outputs into predictions.
 *
 * - `identity`: the raw output is the prediction.
 * - `logit`: the raw output is the log-odds of class 1.
 * - `log`: the raw output is the logarithm of the prediction.
 * - `signed-square`: the prediction is the raw output squared, with its sign.
 * - `probability`: the raw output is the probability of class 1.
 * - `softmax`: raw outputs are one per class, probabilities their softmax.
 * - `one-vs-rest`: raw outputs are log-odds of each class against all others.
 * - `probabilities`: raw outputs are the probabilities, one per class.
 */
export type Link =
  | 'identity'
  | 'logit'
  | 'log'
  | 'signed-square'
  | 'probability'
  | 'softmax'
  | 'one-vs-rest'
  | 'probabilities'

/** A model that was trained elsewhere: plain data. */
export interface ImportedModel extends FittedModel {
  readonly kind: 'imported'
  readonly format: ModelFormat
  readonly task: 'binary' | 'regression' | 'multiclass'
  readonly inputs: readonly (ImportedInput | TextInput)[]
  /** One; of a multiclass model one per class. */
  readonly outputs: readonly ImportedOutput[]
  readonly link: Link
  /** Names of the classes where the file has them. */
  readonly classes?: readonly (string | number)[]
  /** SHA-256 of the file. */
  readonly digest: string
  /** Features by input, where they are called otherwise than the input. */
  readonly names?: Readonly<Record<string, string>>
  /** Of a multiclass model the class whose log-odds are the margin; 0 otherwise. */
  readonly classIndex?: number
  /** Where the model was trained, when a script trained it. */
  readonly environment?: ScriptEnvironment
}

/** What a training script ran with. */
export interface ScriptEnvironment {
  /** For example `3.11.2`. */
  readonly python: string
  /** Installed distributions with their versions, sorted: `lightgbm==4.7.0`. */
  readonly packages: readonly string[]
  /** SHA-256 of the script. */
  readonly script: string
}
