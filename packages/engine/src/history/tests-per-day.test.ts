import type { CheckResult } from '@sluice/core'
import { expect, test } from 'vitest'
import type { RunFilter, RunRecord, StepRecord } from '../journal/journal.ts'
import { testsPerDay } from './tests-per-day.ts'

const dayMs = 86_400_000
const asOf = new Date('2026-03-16T06:00:00Z')

interface Past {
  readonly pipeline: string
  readonly daysAgo: number
  /** Results of tests against history, and others. */
  readonly tests: number
  readonly others?: number
  readonly status?: RunRecord['status']
}

/** A journal of runs, newest first. */
function journalOf(pasts: readonly Past[]) {
  const result = (p?: number) => ({ ...(p !== undefined && { p }) }) as unknown as CheckResult
  const runs = pasts.map(({ pipeline, daysAgo, status = 'succeeded' }, i) => ({
    id: String(i),
    pipeline,
    status,
    asOf: new Date(asOf.getTime() - daysAgo * dayMs),
  })) as unknown as readonly RunRecord[]
  return {
    runs: async (_filter?: RunFilter) => runs,
    steps: async (run: string) => {
      const { tests, others = 0 } = pasts[Number(run)] as Past
      const checks = [
        ...Array<number>(tests).fill(0.5).map(result),
        ...Array.from({ length: others }, () => result()),
      ]
      return [{ checks }] as unknown as readonly StepRecord[]
    },
  }
}

const week = Array.from({ length: 7 }, (_, i) => i + 1)

test.each<[string, readonly Past[], number | undefined]>([
  ['nothing yet', [], undefined],
  ['a daily run of ten tests', week.map(daysAgo => ({ pipeline: 'ads', daysAgo, tests: 10, others: 5 })), 10],
  ['a weekly one', [{ pipeline: 'scores', daysAgo: 3, tests: 14 }], 2],
  [
    'two pipelines',
    [
      ...week.map(daysAgo => ({ pipeline: 'ads', daysAgo, tests: 10 })),
      { pipeline: 'scores', daysAgo: 3, tests: 14 },
    ],
    12,
  ],
  ['runs again as of one instant', [1, 1, 1].map(daysAgo => ({ pipeline: 'ads', daysAgo, tests: 7 })), 1],
  ['long ago', [{ pipeline: 'ads', daysAgo: 30, tests: 7 }], undefined],
  ['failed', [{ pipeline: 'ads', daysAgo: 1, tests: 7, status: 'failed' }], undefined],
])('%s', async (_name, pasts, tests) => {
  expect(await testsPerDay(journalOf(pasts), { deployment: 'acme', asOf })).toBe(tests)
})
