import { scoresHere, type ScorerFactory } from '@sluice/core'
import { columnsOf, type ColumnData } from '@sluice/expr'
import { ScoreThread } from './score-thread.ts'
import { shareMeter } from './share-meter.ts'

/** Batches over which it is measured how much of the time scoring takes. */
const batchesMeasured = 16
/** Up to it the caller's thread nearly keeps up with those that read, and handing rows over costs what it brings. */
const shareForThreads = 0.65

/**
 * Scores on `threads` threads besides the caller's, started once a step turns out to spend most of its time on scoring. Until then, and with one thread, everything stays on the caller's: the session's own
 * threads read meanwhile. `now` is a clock in milliseconds.
 */
export function scorersOn(threads: number, now: () => number = () => performance.now()): ScorerFactory {
  if (threads < 2) return scoresHere
  return outputs => {
    const here = scoresHere(outputs)
    const meter = shareMeter(batchesMeasured, now)
    let pool: readonly ScoreThread[] = []
    const batch = (columns: Readonly<Record<string, ColumnData>>, rows: number) => {
      if (pool.length === 0) {
        if (meter.share() <= shareForThreads) return meter.measured(() => here.batch(columns, rows))
        pool = Array.from({ length: threads }, () => new ScoreThread(outputs))
      }
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
