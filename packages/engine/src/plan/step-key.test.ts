import { describe, expect, test } from 'vitest'
import { step, type Json, type PlannedStep, type StepOptions } from '@sluice/core'
import { referencesIn, stepKey } from './step-key.ts'

type Options = Partial<StepOptions<Record<never, never>, unknown>>

const run = () => 1
const planned = (options: Options = {}, name = 's'): PlannedStep => ({
  name,
  needs: [],
  step: step({ inputs: {}, definition: { sql: 'select 1' }, run, ...options }),
})
const digest = 'ab'.repeat(32)
const dataset = {
  kind: 'dataset',
  digest,
  rows: 3,
  bytes: 90,
  schema: { columns: [{ name: 'a', type: 'number', nullable: false }] },
}
const base = stepKey(planned(), { events: dataset }, 'run-1')

describe('the same key', () => {
  test.each<[string, PlannedStep, Json, string]>([
    ['in another run', planned(), { events: dataset }, 'run-2'],
    ['under another name', planned({}, 'other'), { events: dataset }, 'run-1'],
    [
      'with fields in another order',
      planned(),
      { events: Object.fromEntries(Object.entries(dataset).toReversed()) },
      'run-1',
    ],
    [
      'for the same content, counted otherwise',
      planned(),
      { events: { ...dataset, rows: 4, bytes: 91 } },
      'run-1',
    ],
    [
      'with another way of trying again',
      planned({ retry: { attempts: 9 }, timeoutMs: 5 }),
      { events: dataset },
      'run-1',
    ],
  ])('%s', (_name, step, inputs, id) => {
    expect(stepKey(step, inputs, id)).toBe(base)
  })
})

describe('another key', () => {
  test.each<[string, PlannedStep, Json]>([
    ['for another definition', planned({ definition: { sql: 'select 2' } }), { events: dataset }],
    ['for another function', planned({ run: () => 2 }), { events: dataset }],
    ['for another check', planned({ check: async () => [] }), { events: dataset }],
    ['for another digest', planned(), { events: { ...dataset, digest: 'cd'.repeat(32) } }],
    ['for another schema', planned(), { events: { ...dataset, schema: { columns: [] } } }],
    ['for another input name', planned(), { views: dataset }],
    ['for a value that only looks like a dataset', planned(), { events: { ...dataset, digest: 'short' } }],
    ['when it reads the world', planned({ keyed: 'run' }), { events: dataset }],
    ['when it changes the world', planned({ keyed: 'effect' }), { events: dataset }],
  ])('%s', (_name, step, inputs) => {
    expect(stepKey(step, inputs, 'run-1')).not.toBe(base)
  })

  test.each(['run', 'effect'] as const)('of a step keyed by %s in each run and for each name', keyed => {
    const keys = [
      stepKey(planned({ keyed }), {}, 'run-1'),
      stepKey(planned({ keyed }), {}, 'run-2'),
      stepKey(planned({ keyed }, 'other'), {}, 'run-1'),
    ]
    expect(new Set(keys).size).toBe(3)
  })
})

test('references are found anywhere, and nothing that only looks like one', () => {
  const artifact = { kind: 'artifact', digest: 'ef'.repeat(32) }
  const output = {
    a: [{ deep: dataset }, null, 1],
    b: artifact,
    c: { kind: 'dataset', digest: '../../etc' },
    d: 'x',
  }
  expect([...referencesIn(output)]).toEqual([dataset, artifact])
})
