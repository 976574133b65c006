import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline, planOf, sql, step, type Plan } from '@sluice/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { openEngine } from '../open-engine.ts'
import { openWorker } from '../open-worker.ts'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import type { ObservedEvent, Observer } from './observer.ts'

let folder: string
let schema: TestSchema
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-observe-'))
  schema = newTestSchema()
})
afterEach(async () => {
  await schema.drop()
  await rm(folder, { recursive: true, force: true })
})

function remembering(): { readonly seen: ObservedEvent[]; readonly observer: Observer } {
  const seen: ObservedEvent[] = []
  return {
    seen,
    observer: { kind: 'memory', observe: event => void seen.push(event), close: async () => {} },
  }
}

const told = (seen: readonly ObservedEvent[]) =>
  seen.map(event => {
    const facts = [event.kind, 'step' in event ? event.step : '', 'status' in event ? event.status : '']
    return facts.filter(fact => fact !== '').join(' ')
  })

test('who started a run and who works on it tell each thing once between them', async () => {
  const shop = pipeline('shop', {
    params: z.object({}),
    steps: () => {
      const rows = step({ inputs: {}, run: (_inputs, { data }) => data.save(sql`SELECT 1 AS a`) })
      const broken = step({
        inputs: { rows },
        retry: { attempts: 1 },
        run: () => Promise.reject(new Error('no')),
      })
      const after = step({ inputs: { broken }, run: () => 1 })
      return { rows, broken, after }
    },
  })
  const plan: Plan = planOf(shop, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') })
  const starts = remembering()
  const works = remembering()
  const places = {
    database: 'env:URL',
    schema: schema.schema,
    env: { URL: schema.url },
    store: join(folder, 'store'),
  }
  const worker = await openWorker({
    ...places,
    root: join(folder, 'w'),
    observe: [works.observer],
    planFor: () => plan,
  })
  const engine = await openEngine({
    ...places,
    root: join(folder, 'e'),
    executor: 'postgres',
    observe: [starts.observer],
  })
  try {
    const [summary] = await engine.run([{ plan }])
    expect(summary?.status).toBe('failed')
  } finally {
    await engine.close()
    await worker.stop()
  }
  expect(told(starts.seen)).toEqual(['run-started', 'step-finished after skipped', 'run-finished failed'])
  expect(told(works.seen)).toEqual([
    'step-reached rows',
    'step-started rows',
    'step-finished rows succeeded',
    'step-reached broken',
    'step-started broken',
    'step-finished broken failed',
  ])
  const [, , , reached] = works.seen
  expect(reached).toMatchObject({
    reads: [{ step: 'rows', path: 'rows', output: { kind: 'dataset', rows: 1 } }],
  })
})
