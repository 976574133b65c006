import { scoresHere, type ScorerFactory } from '@sluice/core'
import { columnsOf, type ColumnData } from '@sluice/expr'
import { ScoreThread } from './score-thread.ts'

/** Small batches in a row before the first thread is started: most steps score less than this. */
const batchesHere = 16

/**
 * Scores on `threads` threads besides the caller's, started once a step turns out to score many rows. With one thread
 * everything stays on the caller's: reading and writing need it less than scoring does.
 */
export function scorersOn(threads: number): ScorerFactory {
  if (threads < 2) return scoresHere
  return outputs => {
    const here = scoresHere(outputs)
    let pool: readonly ScoreThread[] = []
    let batches = 0
    const batch = (columns: Readonly<Record<string, ColumnData>>, rows: number) => {
      if (batches++ < batchesHere) return here.batch(columns, rows)
      if (pool.length === 0) pool = Array.from({ length: threads }, () => new ScoreThread(outputs))
      const least = pool.reduce((a, b) => (b.underWay < a.underWay ? b : a))
      return least.batch(inputsOf(columns), rows)
    }
    const names = columnsOf(...Object.values(outputs)).map(({ name }) => name)
    const inputsOf = (columns: Readonly<Record<string, ColumnData>>) =>
      Object.fromEntries(names.map(name => [name, columns[name] as ColumnData]))
    return {
      inputs: here.inputs,
      ahead: 3 * threads,
      batch,
      close: async () => {
        await Promise.all(pool.map(thread => thread.close()))
      },
    }
  }
}
