import type { Forest } from '@sluice/expr'

/** Trees that were learned. */
export interface Boosted {
  /** One forest, whose value is the margin; of several classes one per class. Trees after the best round are left out. */
  readonly forests: readonly Forest[]
  /** Per forest how many rows its nodes and leaves saw. */
  readonly covers: readonly Cover[]
  readonly curve: readonly CurvePoint[]
  /** Rounds of trees in the forests: all, or with early stopping those up to the best loss on the validation rows. */
  readonly bestIteration: number
  readonly importance: Importance
}

/** Weighted training rows that reached each node and each leaf of a forest. */
export interface Cover {
  readonly nodes: readonly number[]
  readonly leaves: readonly number[]
}

/** Loss after a number of rounds, in the units of the objective; see {@link Objective}. */
export interface CurvePoint {
  /** Rounds of trees so far, from 1. */
  readonly iteration: number
  readonly training: number
  readonly validation?: number
}

/** What each column did for the forests, by position of the column. */
export interface Importance {
  /** Summed reduction of the loss by its splits. */
  readonly gain: readonly number[]
  /** Number of its splits. */
  readonly splits: readonly number[]
}
