import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'vitest'
import { openEngine, type Engine } from '@sluice/engine'
import { newTestSchema, type TestSchema } from '@sluice/engine/testing'
import { accessCases, accessWorld } from './testing/access-cases.ts'

let folder: string
let schema: TestSchema
let engine: Engine
beforeEach(async () => {
  schema = newTestSchema()
  folder = mkdtempSync(join(tmpdir(), 'sluice-access-'))
  engine = await openEngine({
    root: folder,
    database: 'env:DATABASE',
    schema: schema.schema,
    env: { DATABASE: schema.url },
  })
})
afterEach(async () => {
  await engine.close()
  await schema.drop()
  rmSync(folder, { recursive: true })
})

test.each(accessCases.map(one => [one.name, one] as const))('%s', (_name, one) =>
  one.check(accessWorld(engine.database)),
)
