import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'vitest'
import { actionCases } from './testing/action-cases.ts'
import { resourceCases } from './testing/resource-cases.ts'
import { newTestSchema, type TestSchema } from '@sluice/engine/testing'
import { openShop, type ShopWorld } from './testing/shop-world.ts'

let folder: string
let schema: TestSchema
let world: ShopWorld
beforeEach(async () => {
  schema = newTestSchema()
  folder = mkdtempSync(join(tmpdir(), 'sluice-resources-'))
  world = await openShop({
    root: folder,
    database: 'env:DATABASE',
    schema: schema.schema,
    env: { DATABASE: schema.url },
  })
})
afterEach(async () => {
  await world.close()
  await schema.drop()
  rmSync(folder, { recursive: true })
})

test.each([...resourceCases, ...actionCases].map(one => [one.name, one] as const))('%s', (_name, one) =>
  one.check(world),
)
