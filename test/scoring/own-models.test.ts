import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadModel, type ArtifactRef, type ModelArtifact } from '@sluice/core'
import { openStore } from '@sluice/engine'
import { imported, python } from '@sluice/interop'
import { openShop, outputOf, stepOf, type Shop } from './shop-engine.ts'
import { purchases, shop, type Variant } from './shop.ts'

// Buys soon: bought less than ten days ago (recency 1), else more if there were three purchases or more.
const lightgbm = (names: string) => `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=binary sigmoid:1
feature_names=${names}
feature_infos=[0:200] [0:100]
tree_sizes=300

Tree=0
num_leaves=3
num_cat=0
split_feature=0 1
split_gain=10 5
threshold=10.000000000000002 2.5000000000000004
decision_type=2 2
left_child=-1 -2
right_child=1 -3
leaf_value=1.0 -1.5 -0.25
leaf_weight=10 10 10
leaf_count=10 10 10
internal_value=0 0
internal_weight=0 0
internal_count=30 20
is_linear=0
shrinkage=1


end of trees
`

// Writes the same model, whatever the rows; counts them to show that it got them.
const script = `
import argparse
parser = argparse.ArgumentParser()
for name in ("--train", "--output", "--target", "--weight", "--fold"):
    parser.add_argument(name)
options = parser.parse_args()
assert open(options.train, "rb").read(4) == b"PAR1"
open(options.output, "w").write(open("MODEL").read())
print("trained")
`

let world: Shop
let file: string
beforeAll(async () => {
  world = await openShop(purchases())
  file = join(world.folder, 'model.txt')
  await writeFile(file, lightgbm('days n'))
  await writeFile(join(world.folder, 'train.py'), script.replace('MODEL', file))
})
afterAll(() => world.close())

async function trained(learn: NonNullable<Variant['learn']>): Promise<ModelArtifact> {
  const run = await world.run(shop({ look: 'codes', learn, tolerance: 1 }).train)
  const { artifact } = outputOf<{ artifact: ArtifactRef }>(run, 'fit')
  expect(outputOf(run, 'promote')).toMatchObject({ promoted: true })
  return loadModel(await openStore(join(world.folder, '.sluice/store')), artifact)
}

test('a model from a file is calibrated, evaluated, promoted and delivers like one of our own', async () => {
  const model = await trained(imported({ file, format: 'lightgbm' }))
  expect(model.metrics.outOfFold.auc).toBeGreaterThan(0.6)
  expect(model.selfTest.expected.length).toBeGreaterThan(5)
  const run = await world.run(shop({ look: 'codes', learn: imported({ file, format: 'lightgbm' }) }).refresh)
  expect(run.status).toBe('succeeded')
})

test('a script trains within the same plan of folds', async () => {
  const learn = python({
    script: join(world.folder, 'train.py'),
    interpreter: '/usr/bin/python3',
    output: 'lightgbm',
    task: 'binary',
  })
  const model = await trained(learn)
  expect(model.model).toMatchObject({ environment: { python: expect.stringMatching(/^3\./) } })
})

test('a model whose inputs are not among the features is refused by name', async () => {
  const renamed = join(world.folder, 'renamed.txt')
  await writeFile(renamed, lightgbm('recency n'))
  const run = await world.run(
    shop({ look: 'codes', learn: imported({ file: renamed, format: 'lightgbm' }) }).train,
  )
  expect(stepOf(run, 'fit').error?.message).toMatch(/"recency"/)
})
