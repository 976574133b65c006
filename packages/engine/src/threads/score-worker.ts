import { parentPort, workerData } from 'node:worker_threads'
import { compileBest, type ColumnData, type ExprNode } from '@sluice/expr'
import { buffersOf } from './score-thread.ts'

/** A batch to score. */
export interface ScoreOrder {
  readonly columns: Readonly<Record<string, ColumnData>>
  readonly rows: number
}

/** What became of a batch. */
export type ScoreAnswer =
  | { readonly kind: 'scored'; readonly columns: Readonly<Record<string, ColumnData>> }
  | { readonly kind: 'failed'; readonly error: unknown }

const compiled = compileBest(workerData as Readonly<Record<string, ExprNode>>)

parentPort?.on('message', ({ columns, rows }: ScoreOrder) => {
  const answer = scored(columns, rows)
  parentPort?.postMessage(answer, answer.kind === 'scored' ? buffersOf(answer.columns) : [])
})

function scored(columns: ScoreOrder['columns'], rows: number): ScoreAnswer {
  try {
    return { kind: 'scored', columns: compiled.batch(columns, rows) }
  } catch (error) {
    return { kind: 'failed', error }
  }
}
