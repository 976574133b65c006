import type { History, RunInfo } from '@sluice/core'
import type { MetricValue, RunJournal } from '../journal/journal.ts'
import { testsPerDay } from './tests-per-day.ts'

/** The history of one step, and what this attempt leaves for later runs. */
export interface StepHistory extends History {
  /** What was recorded so far. */
  recorded(): readonly MetricValue[]
}

const defaultLimit = 100
// Twenty others say what there is to say; two months of each show a weekday eight times.
const sibling = { most: 20, points: 60, runs: 300 } as const

/** Reads what successful earlier runs left and collects what this attempt records; the step's end commits it. */
export function stepHistory(journal: RunJournal, run: RunInfo, step: string): StepHistory {
  const collected = new Map<string, Omit<MetricValue, 'metric'>>()
  const { id, pipeline, deployment, asOf } = run
  let tests: Promise<number | undefined> | undefined
  return {
    read: async (metric, limit = defaultLimit) =>
      journal.history({ run: id, pipeline, deployment, asOf, step, metric, limit }),
    siblings: async metric => {
      const runs = await journal.runs({ pipeline, limit: sibling.runs })
      const others = [...new Set(runs.map(other => other.deployment))].filter(name => name !== deployment)
      const query = { run: id, pipeline, asOf, step, metric, limit: sibling.points }
      return Promise.all(
        others.slice(0, sibling.most).map(async other => journal.history({ ...query, deployment: other })),
      )
    },
    testsPerDay: () => (tests ??= testsPerDay(journal, run)),
    // What is missing is no history.
    record: async (metric, value, detail) => {
      if (Number.isFinite(value)) collected.set(metric, { value, ...(detail !== undefined && { detail }) })
    },
    recorded: () => [...collected].map(([metric, recorded]) => ({ metric, ...recorded })),
  }
}
