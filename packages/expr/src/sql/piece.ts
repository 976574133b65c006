import type { SqlTree } from './tree.ts'

/** SQL of a node; `nan` says that its value may be NaN, which stands for missing but is not NULL yet. */
export interface Piece {
  readonly tree: SqlTree
  readonly nan: boolean
  /** Of a smallest or largest: what must be there, and the SQL when it is. */
  readonly extreme?: { readonly present: readonly SqlTree[]; readonly best: SqlTree }
}

/** Gives the SQL of a piece with NaN as NULL. */
export type Settle = (piece: Piece) => SqlTree

/**
 * How arithmetic is written. `plain`: as it stands. `ordinary`: as it stands, for rows in which every number has an
 * ordinary magnitude, so that nothing can overflow. `guarded`: for every row of a database that refuses overflow.
 */
export type Mode = 'plain' | 'ordinary' | 'guarded'
