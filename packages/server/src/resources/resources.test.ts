import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'vitest'
import { actionCases } from './testing/action-cases.ts'
import { resourceCases } from './testing/resource-cases.ts'
import { openShop, type ShopWorld } from './testing/shop-world.ts'

let folder: string
let world: ShopWorld
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-resources-'))
  world = await openShop({ root: folder })
})
afterEach(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

test.each([...resourceCases, ...actionCases].map(one => [one.name, one] as const))('%s', (_name, one) =>
  one.check(world),
)
