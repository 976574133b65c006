import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { openEngine } from '../open-engine.ts'
import type { RunSummary } from '../run/run-event.ts'
import { mapCases } from './testing/map-cases.ts'

test.each(mapCases.map(({ name, check }) => [name, check] as const))('%s', async (_name, check) => {
  const root = mkdtempSync(join(tmpdir(), 'sluice-map-control-'))
  const engine = await openEngine({ root, concurrency: 2 })
  try {
    await check({ engine, run: async plan => (await engine.run([{ plan }]))[0] as RunSummary })
  } finally {
    await engine.close()
    rmSync(root, { recursive: true })
  }
})
