import { defineConfig, pipeline, step } from '@sluice/core'
import type { RunRecord } from '@sluice/engine'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { planOfRun } from './plan-of-run.ts'

const report = pipeline('report', {
  params: z.object({}),
  steps: ({ interval }) => ({ pull: step({ inputs: {}, definition: interval, run: () => 0 }) }),
})
const config = defineConfig({ deployments: [report.deploy('acme', { params: {} })] })
const asOf = new Date('2026-03-09T06:00:00Z')
const run: RunRecord = {
  id: 'run-1',
  pipeline: 'report',
  deployment: 'acme',
  asOf,
  params: {},
  status: 'failed',
  startedAt: asOf,
  who: 'ann',
}

test.each<[string, Partial<RunRecord>, string]>([
  [
    'the interval that it had',
    { intervalStart: new Date('2026-03-02T06:00:00Z') },
    '2026-03-02T06:00:00.000Z',
  ],
  ['the 24 hours before, from before intervals were kept', {}, '2026-03-08T06:00:00.000Z'],
])('the plan of a past run covers %s', (_name, change, start) => {
  const { interval } = planOfRun(config, { ...run, ...change })
  expect([interval.start.toISOString(), interval.end]).toEqual([start, asOf])
})

test('a run of something that the configuration does not have is refused', () => {
  expect(() => planOfRun(config, { ...run, pipeline: 'other' })).toThrow(/run run-1 is of other for "acme"/)
})
