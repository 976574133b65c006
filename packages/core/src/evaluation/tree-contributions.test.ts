import { beforeAll, describe, expect, test } from 'vitest'
import { boostedTrees, type BoostedTreesOptions } from '../models/boosted-trees.ts'
import { boostedTreesKind, type BoostedTreesModel } from '../models/boosted-trees-kind.ts'
import type { DesignMatrix } from '../models/learner.ts'
import { seededRandom } from '../random/seeded-random.ts'
import { contributionsOf } from './contributions.ts'
import { learningCurve } from './learning-curve.ts'

const rows = 600
const next = seededRandom(8)
const x = Float64Array.from({ length: rows }, (_, i) => (i % 11 === 0 ? Number.NaN : next()))
const noise = Float64Array.from({ length: rows }, () => next())
const codes = Int32Array.from({ length: rows }, (_, i) => (i % 4) - 1)
const design: DesignMatrix = {
  rows,
  blocks: [
    { kind: 'dense', name: 'x', values: x },
    { kind: 'categories', name: 'side', names: ['left', 'right', 'top'], codes },
    { kind: 'dense', name: 'noise', values: noise },
  ],
}
const features = [x, Float64Array.from(codes, code => (code < 0 ? Number.NaN : code)), noise]
const likely = x.map((value, i) => (Number.isNaN(value) ? 0.2 : value) * (codes[i] === 1 ? 1 : 0.4))
const target = likely.map(value => Number(next() < value))

function fitted(options: BoostedTreesOptions): Promise<BoostedTreesModel> {
  return boostedTreesKind.learn(boostedTrees({ trees: 20, leaves: 6, ...options }), design, target, {
    classes: 2,
  })
}

describe.each([
  ['binary', 'log-odds'],
  ['squared', 'prediction'],
  ['poisson', 'logarithm of the prediction'],
] as const)('boosted trees (%s)', (objective, unit) => {
  let model: BoostedTreesModel
  beforeAll(async () => {
    model = await fitted({ objective })
  })

  test('contributions and base add up to the value of the trees', () => {
    const margins = boostedTreesKind.margins(model, design)
    const found = contributionsOf(model, { features, margins })
    expect(found).toMatchObject({ method: 'tree', unit })
    for (let row = 0; row < rows; row++) {
      const sum = found?.values.reduce((total, own) => total + (own[row] as number), found.base) ?? 0
      expect(objective === 'poisson' ? Math.exp(sum) : sum).toBeCloseTo(margins[row] as number, 8)
    }
  })

  test('every iteration has a loss', () => {
    const curve = learningCurve(model)
    expect(curve?.final.map(({ iteration }) => iteration)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    )
    expect(curve?.folds).toEqual([])
  })
})

test('what a tree never reads contributes nothing', async () => {
  const model = await fitted({ trees: 1, leaves: 2 })
  const margins = boostedTreesKind.margins(model, design)
  const values = contributionsOf(model, { features, margins })?.values ?? []
  const unused = values.filter(own => own.every(value => value === 0))
  expect(unused.length).toBeGreaterThanOrEqual(2)
})

test('of several classes there are none', async () => {
  const model = await fitted({ objective: 'multiclass' })
  expect(contributionsOf(model, { features, margins: x })).toBeUndefined()
})
