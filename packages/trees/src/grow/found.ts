import { foundFields } from './workspace.ts'

/** Fields of a split that was found, in units of the gradients; see `Scale`. */
export const GAIN = 0
/** Bin of the last value that goes left; -1 of a split by sets; -2 where there is none. */
export const BIN = 1
/** 1 where missing values go left, 2 where the leaf has none. */
export const MISSING = 2
export const LEFT_GRADIENT = 3
export const LEFT_HESSIAN = 4
export const LEFT_VALUE = 5
export const RIGHT_VALUE = 6

export const NO_SPLIT = -2
export const SET = -1
export const NONE_MISSING = 2

/** Where the fields of a child's split by a column begin. */
export function foundAt(child: number, columns: number, column: number): number {
  return (child * columns + column) * foundFields
}
