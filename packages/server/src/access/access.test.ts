import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'vitest'
import { openEngine, type Engine } from '@sluice/engine'
import { accessCases, accessWorld } from './testing/access-cases.ts'

let folder: string
let engine: Engine
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-access-'))
  engine = await openEngine({ root: folder })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true })
})

test.each(accessCases.map(one => [one.name, one] as const))('%s', (_name, one) =>
  one.check(accessWorld(engine.database)),
)
