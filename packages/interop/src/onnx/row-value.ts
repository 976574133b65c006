import type { ExprNode } from '@sluice/expr'
import type { Link } from '../model/imported-model.ts'

/** What the elements of a tensor are. */
export type ElementType = 'float' | 'double' | 'integer' | 'boolean' | 'text'

/** What a name in a graph stands for. */
export type OnnxValue = RowValue | Constant

/** A tensor with one row per row of the input: an expression per column. */
export interface RowValue {
  readonly kind: 'row'
  readonly element: ElementType
  readonly items: readonly ExprNode[]
  /** What the items are made of when they are probabilities of classes. */
  readonly classes?: ClassScores
}

/** Scores of classes before they become probabilities. */
export interface ClassScores {
  /** As the outputs of an imported model: one for two classes, else one per class. */
  readonly raw: readonly ExprNode[]
  readonly link: Link
  readonly labels?: readonly (string | number)[]
}

/** A tensor that is the same for all rows. */
export interface Constant {
  readonly kind: 'constant'
  readonly element: ElementType
  readonly dims: readonly number[]
  readonly values: readonly (number | string)[]
}
