import { compileBest, type ColumnData, type ExprNode } from '@sluice/expr'

type Columns = Readonly<Record<string, ColumnData>>

/** Computes expressions over batches, perhaps on other threads. Several batches may be under way at once. */
export interface BatchScorer {
  readonly inputs: readonly { readonly name: string }[]
  /** How many batches it pays to have under way. */
  readonly ahead: number
  /** The columns that are read may be used up: they must not be read again afterwards. */
  batch(columns: Columns, rows: number): Promise<Columns>
  close(): Promise<void>
}

/** Makes a scorer of expressions. */
export type ScorerFactory = (outputs: Readonly<Record<string, ExprNode>>) => BatchScorer

/** Scores on the thread that asks. */
export const scoresHere: ScorerFactory = outputs => {
  const compiled = compileBest(outputs)
  return {
    inputs: compiled.inputs,
    ahead: 1,
    batch: async (columns, rows) => compiled.batch(columns, rows),
    close: async () => {},
  }
}
