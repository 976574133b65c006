import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  map,
  pipeline,
  planOf,
  sql,
  step,
  type ArtifactRef,
  type DatasetRef,
  type Plan,
  type StepContext,
} from '@sluice/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { openEngine, type Engine } from '../open-engine.ts'
import { tryStep } from './try-step.ts'

let folder: string
let engine: Engine
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-try-'))
  engine = await openEngine({ root: folder })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

/** rows → work, which makes one of everything. */
function planWith(work: (rows: DatasetRef, context: StepContext) => unknown, timeoutMs?: number): Plan {
  const rows = step({ inputs: {}, run: (_, { data }) => data.save(sql`SELECT 1.0::DOUBLE AS a`) })
  const made = step({
    inputs: { rows },
    definition: 'work',
    retry: { attempts: 1 },
    ...(timeoutMs !== undefined && { timeoutMs }),
    run: ({ rows: given }, context) => work(given, context),
  })
  const declared = pipeline('p', { params: z.object({}), steps: () => ({ rows, made }) })
  return planOf(declared, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') })
}

async function pastRun(): Promise<string> {
  const [summary] = await engine.run([{ plan: planWith(() => 1) }])
  return summary?.run ?? ''
}

const row = { key: 'k', payload: 'p', messageId: 'm', status: 'acknowledged', run: 'r' } as const

interface All {
  readonly dataset: DatasetRef
  readonly artifact: ArtifactRef
}

async function everything(rows: DatasetRef, context: StepContext): Promise<unknown> {
  const { data, artifacts, models, ledger } = context
  writeFileSync(join(data.scratch, 'note.txt'), 'x')
  const dataset = await data.save(sql`SELECT a + 1 AS a FROM ${data.dataset(rows)}`)
  const again = await data.save(sql`SELECT a + 1 AS a FROM ${data.dataset(dataset)}`)
  const artifact = await artifacts.save({ manifest: { a: 1 }, arrays: {} })
  await artifacts.load(artifact)
  const { version } = await models.register({ model: 'm/acme', artifact, run: 'r', metrics: {} })
  await models.promote({ model: 'm/acme', version, alias: 'champion', who: 'w', why: 'y' })
  await ledger.write('book', [row])
  const known = (await ledger.read('book', ['k'])).size
  return { dataset, again, artifact, version, known }
}

test('what a step makes is its own: nothing of it is in store, registry and ledger', async () => {
  const run = await pastRun()
  const said: string[] = []
  const tried = await tryStep(
    engine.control,
    { plan: planWith(everything), run, step: 'made' },
    { onEvent: event => event.kind === 'step-log' && said.push(event.message) },
  )
  expect(tried).toMatchObject({ status: 'succeeded', output: { version: 1, known: 1 } })
  expect(said).toEqual(['would register version 1 of m/acme', 'would make version 1 of m/acme the champion'])
  const { dataset, artifact } = tried.output as unknown as All
  expect([await engine.store.has(dataset), await engine.store.has(artifact)]).toEqual([false, false])
  expect(await engine.models.models()).toEqual([])
  expect((await engine.control.ledger.read('book', ['k'])).size).toBe(0)
  expect(tried.differences).toHaveLength(1)
  // Nothing is left on the disk.
  expect(readdirSync(folder).toSorted()).toEqual(expect.not.arrayContaining([expect.stringMatching(/^kept/)]))
  expect(readdirSync(join(folder, 'scratch'))).toEqual([])
})

test('its files and what it saved are kept where that is wanted', async () => {
  const run = await pastRun()
  const target = { plan: planWith(everything), run, step: 'made' }
  const { scratch = '' } = await tryStep(engine.control, target, { keepScratch: true })
  const files = readdirSync(scratch, { recursive: true }).map(String)
  expect(files.filter(file => file.endsWith('note.txt'))).toHaveLength(1)
  expect(files.filter(file => file.endsWith('.parquet'))).toHaveLength(2)
  expect(existsSync(join(folder, 'scratch'))).toBe(true)
})

test('a time limit does not end it, and a signal does', async () => {
  const run = await pastRun()
  const slow = () => new Promise(resolve => setTimeout(resolve, 60, 'late'))
  const tried = await tryStep(engine.control, { plan: planWith(slow, 10), run, step: 'made' })
  expect(tried).toMatchObject({ status: 'succeeded', output: 'late' })
  const stop = new AbortController()
  const endless = (_: DatasetRef, { signal }: StepContext) => {
    setTimeout(() => stop.abort(new Error('enough')), 10)
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
  }
  const target = { plan: planWith(endless), run, step: 'made' }
  await expect(tryStep(engine.control, target, { signal: stop.signal })).rejects.toThrow('enough')
  expect(readdirSync(join(folder, 'scratch'))).toEqual([])
})

test('inputs that are not in the store any more are refused', async () => {
  const run = await pastRun()
  await engine.store.gc({ keep: new Set(), olderThan: new Date(Date.now() + 86_400_000) })
  const tried = tryStep(engine.control, { plan: planWith(() => 1), run, step: 'made' })
  await expect(tried).rejects.toThrow(
    /step "rows" of run .*: the dataset \w+ of its output is not in the store/,
  )
})

test('steps of the elements of a map are run alone too, whatever their keys', async () => {
  const found = step({ inputs: {}, run: () => ['a/b', '../c'] })
  const each = (key: string) => {
    const size = step({ inputs: {}, run: () => key.length })
    return { size, double: step({ inputs: { size }, run: ({ size: given }) => given * 2 }) }
  }
  const sizes = map({ over: found, key: String, each })
  const declared = pipeline('p', { params: z.object({}), steps: () => ({ found, sizes }) })
  const plan = planOf(declared, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') })
  const [summary] = await engine.run([{ plan }])
  const run = summary?.run ?? ''
  for (const name of ['sizes[a/b].double', 'sizes[../c].size', 'sizes']) {
    const tried = await tryStep(engine.control, { plan, run, step: name }, { keepScratch: true })
    expect([name, tried.status, tried.differences]).toEqual([name, 'succeeded', []])
  }
})
