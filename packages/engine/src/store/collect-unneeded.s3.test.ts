import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline, planOf, step, type ArtifactRef, type DatasetRef, type Steps } from '@sluice/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openEngine, type Engine } from '../open-engine.ts'
import type { RunSummary } from '../run/run-event.ts'
import { newTestBucket } from '../testing/test-bucket.ts'
import { collectUnneeded } from './collect-unneeded.ts'

const day = 86_400_000
const bucket = newTestBucket()
let root: string
let clock: number
let engine: Engine

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-gc-'))
  clock = Date.now()
})
afterEach(async () => {
  await engine.close()
  rmSync(root, { recursive: true, force: true })
})

async function open(place: 'folder' | 's3'): Promise<void> {
  const store = place === 's3' ? { store: `${bucket.place}/${root.split('/').at(-1)}` } : {}
  engine = await openEngine({ root, concurrency: 2, env: bucket.env, now: () => new Date(clock), ...store })
}

async function run(steps: Steps, asOf = '2026-03-02'): Promise<RunSummary> {
  const declared = pipeline('p', { params: z.object({}), steps: () => steps })
  const plan = planOf(declared, { deployment: 'acme', params: {}, asOf: new Date(asOf) })
  const [summary] = await engine.run([{ plan }])
  return summary as RunSummary
}

const saved = (value: number) =>
  step({
    inputs: {},
    definition: { value },
    run: (_, { data }) => data.save(`SELECT ${value} AS value`),
  })
const failing = () =>
  step({
    inputs: {},
    retry: { attempts: 1 },
    run: (): number => {
      throw new Error('broken')
    },
  })
const outputOf = <T>(summary: RunSummary, name: string): T =>
  summary.steps.find(each => each.name === name)?.output as unknown as T
const collect = (dryRun = false) =>
  collectUnneeded(engine, { keepDays: 30, dryRun, now: () => new Date(clock) })

describe.each(['folder', 's3'] as const)('a store in %s', place => {
  beforeEach(() => open(place))

  test('what recent runs, unfinished runs and models need stays; the rest goes, and can be made again', async () => {
    const now = clock
    clock = now - 40 * day
    const old = outputOf<DatasetRef>(await run({ old: saved(1) }, '2026-01-01'), 'old')
    const unfinished = await run({ half: saved(2), broken: failing() }, '2026-01-02')
    const half = outputOf<DatasetRef>(unfinished, 'half')
    const superseded = await run({ given: saved(3), broken: failing() }, '2026-01-03')
    const given = outputOf<DatasetRef>(superseded, 'given')
    await run({ fine: step({ inputs: {}, run: () => 1 }) }, '2026-01-03')
    const trained = await run({
      rows: saved(4),
      fit: step({ inputs: {}, run: (_, { artifacts }) => artifacts.save({ manifest: 'fit', arrays: {} }) }),
      page: step({ inputs: {}, run: (_, { artifacts }) => artifacts.save({ manifest: 'page', arrays: {} }) }),
    })
    const rows = outputOf<DatasetRef>(trained, 'rows')
    const fit = outputOf<ArtifactRef>(trained, 'fit')
    const page = outputOf<ArtifactRef>(trained, 'page')
    await engine.models.register({
      model: 'm/acme',
      artifact: fit,
      run: trained.run,
      metrics: {},
    })
    clock = now
    const fresh = outputOf<DatasetRef>(await run({ fresh: saved(5) }, '2026-03-03'), 'fresh')
    clock = now + 2 * day

    const refs = { old, half, given, rows, fit, page, fresh }
    const expected = { datasets: 3, artifacts: 0, bytes: old.bytes + given.bytes + rows.bytes }
    expect(await collect(true)).toMatchObject(expected)
    expect(await collect(true)).toMatchObject(expected)
    expect(await collect()).toMatchObject(expected)
    expect(await collect()).toMatchObject({ datasets: 0, artifacts: 0, bytes: 0 })
    const left = Object.entries(refs).map(async ([name, ref]) => [name, await engine.store.has(ref)] as const)
    const present = { half: true, fit: true, page: true, fresh: true }
    expect(Object.fromEntries(await Promise.all(left))).toEqual({
      ...present,
      old: false,
      given: false,
      rows: false,
    })

    const again = await run({ old: saved(1) }, '2026-04-01')
    expect(again.steps[0]).toMatchObject({ status: 'succeeded', output: old })
    await engine.store.verify(old)
  })

  test('what a running step saved and did not write down yet stays', async () => {
    const kept = step({
      inputs: {},
      run: async (_, { data, artifacts }) => {
        const ref = await data.save('SELECT 7 AS value')
        const artifact = await artifacts.save({ manifest: 'running', arrays: {} })
        clock += 90 * day
        expect(await collect()).toMatchObject({ datasets: 0, artifacts: 0 })
        return { ref, artifact }
      },
    })
    const summary = await run({ kept })
    expect(summary.status).toBe('succeeded')
    const { ref, artifact } = outputOf<{ ref: DatasetRef; artifact: ArtifactRef }>(summary, 'kept')
    await engine.store.verify(ref)
    await engine.store.verify(artifact)
  })
})

test('old finished work that a running run uses again stays', async () => {
  await open('folder')
  const now = clock
  clock = now - 60 * day
  const old = outputOf<DatasetRef>(await run({ old: saved(1) }, '2026-01-01'), 'old')
  const unused = outputOf<DatasetRef>(await run({ old: saved(2) }, '2026-01-02'), 'old')
  for (const ref of [old, unused]) utimesSync(engine.store.path(ref), clock / 1000, clock / 1000)
  clock = now
  const reuse = saved(1)
  const summary = await run({
    reuse,
    after: step({ inputs: { reuse }, keyed: 'run', run: async () => (await collect()).datasets }),
  })
  expect(summary.steps).toMatchObject([{ status: 'memoised' }, { status: 'succeeded', output: 1 }])
  await engine.store.verify(old)
  expect(await engine.store.has(unused)).toBe(false)
  expect(readdirSync(join(root, 'store/tmp'))).toEqual([])
})
