import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan } from '@sluice/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEngine, type Engine } from '../open-engine.ts'
import { openWorker, type Worker } from '../open-worker.ts'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import { failStep } from './control.ts'
import { controlCases } from './testing/control-cases.ts'
import { ann, runOnce, worldPlan } from './testing/control-world.ts'

const cases = controlCases.map(({ name, check }) => [name, check] as const)

let folder: string
let schema: TestSchema
let engines: Engine[] = []
let worker: Worker | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-control-'))
  schema = newTestSchema()
})
afterEach(async () => {
  for (const engine of engines) await engine.close()
  await worker?.stop({ graceMs: 0 })
  engines = []
  worker = undefined
  await schema.drop()
  rmSync(folder, { recursive: true })
})

const place = () => ({
  root: folder,
  database: 'env:DATABASE',
  schema: schema.schema,
  env: { DATABASE: schema.url },
  concurrency: 2,
})

describe('journal in PostgreSQL', () => {
  test.each(cases)('%s', async (_name, check) => {
    const open = async () => {
      const engine = await openEngine(place())
      engines.push(engine)
      return engine
    }
    await check({ open, calls: [], noticedMs: 1_000 })
  })
})

describe('steps on a worker', () => {
  test.each(cases)('%s', async (_name, check) => {
    let current: Plan | undefined
    const troubles: unknown[] = []
    const open = async (): Promise<Engine> => {
      const engine = await openEngine({ ...place(), executor: 'postgres' })
      engines.push(engine)
      const onTrouble = (error: unknown) => void troubles.push(error)
      worker ??= await openWorker({ ...place(), planFor: () => current as Plan, onTrouble })
      return {
        ...engine,
        run: (requests, options) => {
          current = requests[0]?.plan
          return engine.run(requests, options)
        },
      }
    }
    await check({ open, calls: [], noticedMs: 2_500 })
    // A step that somebody decided about was not taken over by another worker.
    expect(troubles).toEqual([])
  })
})

test('a step on a worker that is marked as failed by a process that dies over it goes on', async () => {
  const begun = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const clean = () => {
    begun.resolve()
    return go.promise
  }
  const plan = worldPlan([], { before: { clean } })
  const dies = (name: string) => {
    if (name === 'step-failing') throw new Error('killed')
  }
  const [engine, dying] = await Promise.all([
    openEngine({ ...place(), executor: 'postgres' }),
    openEngine({ ...place(), executor: 'postgres', crashPoint: dies }),
  ])
  engines.push(engine, dying)
  worker = await openWorker({ ...place(), planFor: () => plan })
  const running = runOnce(engine, plan)
  await begun.promise
  const [run] = await engine.journal.runs({ running: true })
  await expect(failStep(dying.control, { run: run?.id ?? '', step: 'clean' }, ann)).rejects.toThrow('killed')
  go.resolve()
  expect((await running).status).toBe('succeeded')
})
