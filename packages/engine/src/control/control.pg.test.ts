import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan } from '@sluice/core'
import { afterEach, beforeEach, describe, test } from 'vitest'
import { openEngine, type Engine } from '../open-engine.ts'
import { openWorker, type Worker } from '../open-worker.ts'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import { controlCases } from './testing/control-cases.ts'

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
    const open = async (): Promise<Engine> => {
      const engine = await openEngine({ ...place(), executor: 'postgres' })
      engines.push(engine)
      worker ??= await openWorker({ ...place(), planFor: () => current as Plan })
      return {
        ...engine,
        run: (requests, options) => {
          current = requests[0]?.plan
          return engine.run(requests, options)
        },
      }
    }
    await check({ open, calls: [], noticedMs: 2_500 })
  })
})
