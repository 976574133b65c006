import { defineConfig, pipeline } from '@sluice/core'
import type { RunLine } from '@sluice/engine'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { knownPipeline } from './known-pipelines.ts'
import { overviewRow, type RowFacts } from './overview-row.ts'

const nothing = pipeline('p', { params: z.object({}), steps: () => ({}) })
const schedule = { schedule: '0 6 * * MON', timezone: 'UTC', deadlineMs: 2 * 3_600_000 }
const due = new Date('2026-03-09T06:00:00Z')
const before = new Date('2026-03-02T06:00:00Z')

function factsOf(options: object, facts: Partial<RowFacts>): RowFacts {
  const deployments = [nothing.deploy('acme', { params: {}, ...options })]
  const known = knownPipeline(defineConfig({ deployments }), { pipeline: 'p', deployment: 'acme' })
  if (known === undefined) throw new Error('acme is not known')
  return { known, runs: [], waits: false, ...facts }
}

function run(asOf: Date, status: RunLine['status'], findings?: RunLine['findings']): RunLine {
  const line = {
    seq: 1,
    id: 'r',
    pipeline: 'p',
    deployment: 'acme',
    asOf,
    status,
    startedAt: asOf,
    who: 'ann',
  }
  return { ...line, ...(findings !== undefined && { findings }) }
}

const pause = { pipeline: 'p', deployment: 'acme', at: before, who: 'ann', why: 'holidays' }
const noDeadline = { schedule: '0 6 * * MON' }
const incident = { id: 'i', headline: 'the source is gone' }

test.each([
  [
    'a good run is good',
    schedule,
    { runs: [run(due, 'succeeded')], covered: due },
    '09:00',
    'good',
    undefined,
  ],
  [
    'a check that warned warns',
    schedule,
    { runs: [run(due, 'succeeded', 'failed')] },
    '09:00',
    'warnings',
    undefined,
  ],
  [
    'a check that learns learns',
    schedule,
    { runs: [run(due, 'succeeded', 'learning')] },
    '09:00',
    'learning',
    undefined,
  ],
  ['a failed run needs a person', schedule, { runs: [run(due, 'failed')] }, '07:00', 'failed', 'failed'],
  [
    'within its deadline it runs',
    schedule,
    { runs: [run(due, 'running')], covered: due },
    '07:59',
    'running',
    undefined,
  ],
  [
    'past its deadline it is late',
    schedule,
    { runs: [run(due, 'running')], covered: due },
    '08:00',
    'late',
    'late',
  ],
  [
    'also where nothing ran',
    schedule,
    { runs: [run(before, 'succeeded')], covered: due },
    '08:00',
    'late',
    'late',
  ],
  [
    'but not while it is paused',
    schedule,
    { runs: [run(before, 'succeeded')], covered: due, pause },
    '08:00',
    'paused',
    undefined,
  ],
  [
    'nor where no scheduler knows it',
    schedule,
    { runs: [run(before, 'succeeded')] },
    '08:00',
    'good',
    undefined,
  ],
  [
    'a failed run is failed, not late',
    schedule,
    { runs: [run(due, 'failed')], covered: due },
    '09:00',
    'failed',
    'failed',
  ],
  [
    'what nobody starts is missing',
    noDeadline,
    { runs: [run(before, 'succeeded')], covered: before },
    '06:10',
    'missing',
    undefined,
  ],
  [
    'after some minutes only',
    noDeadline,
    { runs: [run(before, 'succeeded')], covered: before },
    '06:09',
    'good',
    undefined,
  ],
  [
    'what is queued waits',
    noDeadline,
    { runs: [run(before, 'succeeded')], covered: due, waits: true },
    '06:30',
    'waiting',
    undefined,
  ],
  ['declared as paused is paused', { ...noDeadline, paused: true }, {}, '06:30', 'paused', undefined],
  ['nothing was ever due', {}, {}, '06:30', 'never', undefined],
  [
    'an incident needs a person',
    schedule,
    { runs: [run(due, 'succeeded')], incident },
    '07:00',
    'good',
    'incident',
  ],
] as const)('%s', (_, options, facts, time, state, needsPerson) => {
  const row = overviewRow(factsOf(options, facts), undefined, new Date(`2026-03-09T${time}:00Z`))
  expect([row.state, row.needsPerson]).toEqual([state, needsPerson])
})

test('what is paused has no next run, and says who paused it and why', () => {
  const row = overviewRow(factsOf(schedule, { pause }), undefined, due)
  expect(row).toMatchObject({ reason: 'ann: holidays', paused: { who: 'ann', why: 'holidays' } })
  expect(row.nextRun).toBeUndefined()
})
