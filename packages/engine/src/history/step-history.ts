import type { History, RunInfo } from '@sluice/core'
import type { MetricValue, RunJournal } from '../journal/journal.ts'

/** The history of one step, and what this attempt leaves for later runs. */
export interface StepHistory extends History {
  /** What was recorded so far. */
  recorded(): readonly MetricValue[]
}

const defaultLimit = 100

/** Reads what successful earlier runs left and collects what this attempt records; the step's end commits it. */
export function stepHistory(journal: RunJournal, run: RunInfo, step: string): StepHistory {
  const collected = new Map<string, number>()
  const { id, pipeline, deployment, asOf } = run
  return {
    read: async (metric, limit = defaultLimit) =>
      journal.history({ run: id, pipeline, deployment, asOf, step, metric, limit }),
    // What is missing is no history.
    record: async (metric, value) => {
      if (Number.isFinite(value)) collected.set(metric, value)
    },
    recorded: () => [...collected].map(([metric, value]) => ({ metric, value })),
  }
}
