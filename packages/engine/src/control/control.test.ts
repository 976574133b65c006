import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'vitest'
import { openEngine, type Engine } from '../open-engine.ts'
import { controlCases } from './testing/control-cases.ts'

let folder: string
let engines: Engine[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-control-'))
})
afterEach(async () => {
  for (const engine of engines) await engine.close()
  engines = []
  rmSync(folder, { recursive: true })
})

test.each(controlCases.map(({ name, check }) => [name, check] as const))('%s', async (_name, check) => {
  const open = async () => {
    const engine = await openEngine({ root: folder, concurrency: 2 })
    engines.push(engine)
    return engine
  }
  await check({ open, calls: [], noticedMs: 1_000 })
})
