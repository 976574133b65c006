import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan } from '@sluice/core'
import { test } from 'vitest'
import { openEngine } from '../open-engine.ts'
import { openWorker } from '../open-worker.ts'
import type { RunSummary } from '../run/run-event.ts'
import { newTestSchema } from '../testing/postgres-schema.ts'
import { mapCases } from './testing/map-cases.ts'

test.each(mapCases.map(({ name, check }) => [name, check] as const))(
  'on a worker, %s',
  async (_name, check) => {
    const root = mkdtempSync(join(tmpdir(), 'sluice-map-control-'))
    const schema = newTestSchema()
    const env = { DATABASE: schema.url }
    const place = { root, database: 'env:DATABASE', schema: schema.schema, env, concurrency: 2 }
    const engine = await openEngine({ ...place, executor: 'postgres' })
    let current: Plan | undefined
    // A run that goes on may have another plan: every worker builds it anew.
    const run = async (plan: Plan) => {
      current = plan
      const worker = await openWorker({ ...place, planFor: () => current as Plan })
      try {
        return (await engine.run([{ plan }]))[0] as RunSummary
      } finally {
        await worker.stop()
      }
    }
    try {
      await check({ engine, run })
    } finally {
      await engine.close()
      await schema.drop()
      rmSync(root, { recursive: true })
    }
  },
)
