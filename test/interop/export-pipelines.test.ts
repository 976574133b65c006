import { join } from 'node:path'
import { boostedTrees, loadModel, type ArtifactRef } from '@sluice/core'
import { openStore } from '@sluice/engine'
import { checkExport, exportOnnx, onnxRunner } from '@sluice/interop'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, outputOf, type Shop } from '../scoring/shop-engine.ts'
import { purchases, shop, type Variant } from '../scoring/shop.ts'

let world: Shop
beforeAll(async () => {
  world = await openShop(purchases())
})
afterAll(() => world.close())

const variants: readonly (readonly [string, Variant])[] = [
  ['logarithms, scaling, one-hot, logistic regression', {}],
  ['encoded targets', { look: 'target' }],
  ['trees over numbers and categories', { look: 'codes', learn: boostedTrees({ trees: 20, leaves: 7 }) }],
]

test.each(variants)('%s: the pipeline scores the same in onnxruntime', async (_, variant) => {
  const run = await world.run(shop({ ...variant, tolerance: 1 }).train)
  const { artifact } = outputOf<{ artifact: ArtifactRef }>(run, 'fit')
  const model = await loadModel(await openStore(join(world.folder, '.sluice/store')), artifact)
  const bytes = exportOnnx(model)
  expect(model.selfTest.rows.length).toBeGreaterThan(5)
  expect(await checkExport(bytes, model)).toEqual([])
  const runner = await onnxRunner(bytes)
  expect(runner.inputs.map(({ name }) => name).toSorted()).toEqual(
    model.input.map(({ name }) => name).toSorted(),
  )
  await runner.close()
})
