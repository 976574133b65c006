import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  between,
  boostedTrees,
  FoldsImpossible,
  groupedFolds,
  loadModel,
  scorer,
  logBetween,
  oneOf,
  timeFolds,
  type ArtifactRef,
  type DatasetRef,
  type BoostedTreesModel,
  type ModelArtifact,
  type SearchResult,
} from '@sluice/core'
import { openStore } from '@sluice/engine'
import { openTestSession } from './features-at.ts'
import { openShop, outputOf, statuses, type Shop } from './shop-engine.ts'
import { purchases, shop, type Variant } from './shop.ts'

let world: Shop
beforeAll(async () => {
  world = await openShop(purchases())
})
afterAll(() => world.close())

const trees: Variant = { look: 'codes', learn: boostedTrees({ trees: 40, leaves: 7 }), tolerance: 1 }

interface Fit {
  readonly artifact: ArtifactRef
  readonly outOfFold: { readonly auc: number; readonly rows: number }
  readonly evaluation: { readonly auc: number }
}

async function trained(variant: Variant): Promise<Fit & { readonly model: ModelArtifact }> {
  const run = await world.run(shop(variant).train)
  const fit = outputOf<Fit>(run, 'fit')
  const store = await openStore(join(world.folder, '.sluice/store'))
  return { ...fit, model: await loadModel(store, fit.artifact) }
}

describe('a model of boosted trees', () => {
  test('is trained, promoted and delivers', async () => {
    const { outOfFold, evaluation, model } = await trained(trees)
    expect(Math.min(outOfFold.auc, evaluation.auc)).toBeGreaterThan(0.7)
    expect(model.features.map(({ kind }) => kind)).toContain('categories')
    const run = await world.run(shop(trees).refresh)
    expect([run.status, statuses(run)]).toEqual([
      'succeeded',
      'champion succeeded, extract succeeded, features succeeded, scores succeeded, deliver succeeded',
    ])
  })

  test('the same rows give the same artifact', async () => {
    const [first, again] = [await trained(trees), await trained({ ...trees, comment: 'once more' })]
    const { lineage: _a, definition: _b, ...one } = first.model
    const { lineage: _c, definition: _d, ...two } = again.model
    expect(two).toEqual(one)
  })

  test('stops early on a fold that it did not learn from, and the final model has as many trees', async () => {
    const learn = boostedTrees({ trees: 300, leaves: 15, learningRate: 0.3, earlyStopping: { rounds: 5 } })
    const { model, outOfFold } = await trained({ ...trees, learn })
    const fitted = model.model as BoostedTreesModel
    expect(fitted.bestIteration).toBeLessThan(60)
    expect(fitted.forests[0]?.roots).toHaveLength(fitted.bestIteration)
    expect(outOfFold.rows).toBe(model.lineage.trainedRows)
  })

  test('never falls with what may only raise it', async () => {
    const learn = boostedTrees({ trees: 30, leaves: 7, monotone: { n: 1 } })
    const { model } = await trained({ ...trees, learn })
    const { row } = scorer(model)
    const base = { recent: 1, spend: 30, days: 12, luck: 40, channel: 'web' }
    const margins = [0, 1, 2, 4, 8, 16, 32].map(n => row({ ...base, n }).margin as number)
    expect(margins.toSorted((a, b) => a - b)).toEqual(margins)
    expect(margins.at(-1)).toBeGreaterThan(margins[0] as number)
  })

  test.each<[string, Variant, RegExp]>([
    [
      'a weight that is text',
      { weight: 'channel' },
      /"channel" .* is text, but the model takes it as the weight/,
    ],
    ['a weight that is nowhere', { weight: 'gone' as 'luck' }, /no column "gone", the weight of the model/],
    [
      'a weight that is a feature',
      { weight: 'luck' },
      /"luck" cannot be a feature: it is the key, the target, the weight/,
    ],
    [
      'folds by a column that is nowhere',
      { folds: groupedFolds({ by: 'household' }) },
      /no column "household", the group of the folds/,
    ],
  ])('refuses %s', async (_name, variant, message) => {
    const run = await world.run(shop({ ...trees, ...variant }).train)
    expect(run.steps.find(({ error }) => error !== undefined)?.error?.message).toMatch(message)
  })

  test('weights its rows', async () => {
    const [plain, weighted] = [
      await trained({ ...trees, look: 'unweighted' }),
      await trained({ ...trees, look: 'unweighted', weight: 'luck' }),
    ]
    expect(weighted.model.features.map(({ name }) => name)).not.toContain('luck')
    expect(weighted.model.model).not.toEqual(plain.model.model)
  })
})

async function rowsOf(ref: DatasetRef): Promise<Record<string, number>[]> {
  const path = join(world.folder, '.sluice/store/datasets', ref.digest.slice(0, 2), `${ref.digest}.parquet`)
  const { data, close } = await openTestSession()
  try {
    return await data.rows<Record<string, number>>(`SELECT * FROM read_parquet('${path}')`)
  } finally {
    await close()
  }
}

describe('folds', () => {
  test('in the order of time predict later dates only', async () => {
    const { outOfFold, model } = await trained({
      ...trees,
      folds: timeFolds({ folds: 2 }),
      evaluationDates: 0,
    })
    expect(outOfFold.rows).toBeLessThan(model.lineage.trainedRows)
    expect(outOfFold.auc).toBeGreaterThan(0.65)
  })

  test('stratified by key', async () => {
    expect(
      (await trained({ ...trees, folds: groupedFolds({ stratified: true }) })).outOfFold.auc,
    ).toBeGreaterThan(0.7)
  })

  test('in the order of time and encodings by the target are refused before anything runs', () => {
    const leaky = shop({ look: 'target', folds: timeFolds() })
    expect(() => world.plan(leaky.train)).toThrow(FoldsImpossible)
  })
})

describe('one of several classes', () => {
  const channels: Variant = {
    ...trees,
    nextChannel: true,
    learn: boostedTrees({ objective: 'multiclass', trees: 30, leaves: 5 }),
  }

  test('is trained, calibrated, promoted and delivered with how sure it is', async () => {
    const { model, outOfFold } = await trained(channels)
    expect(model.classes).toEqual(['store', 'web'])
    const { classes, baseRate, ece } = model.metrics.outOfFold
    expect(classes?.map(({ rows }) => rows).reduce((sum, rows) => sum + rows)).toBe(outOfFold.rows)
    // Seven of ten purchases are on the web, whoever buys: nobody can do better than to say so.
    expect(baseRate).toBeGreaterThan(0.55)
    expect(ece).toBeLessThan(0.15)
    const { row } = scorer(model)
    const scored = row({ n: 3, recent: 1, spend: 30, days: 12, luck: 40, channel: 'web' })
    expect(['store', 'web']).toContain(scored.class)
    expect(scored.probability).toBeGreaterThan(0.4)
    const run = await world.run(shop(channels).refresh)
    expect(run.status).toBe('succeeded')
  })

  test('folds that are stratified by a side that there is not are refused', () => {
    const wrong = shop({ ...channels, folds: groupedFolds({ stratified: true }) })
    expect(() => world.plan(wrong.train)).toThrow(/the task of model "buys" is multiclass/)
  })
})

describe('a search', () => {
  const search = {
    over: {
      leaves: between(2, 31, { whole: true }),
      learningRate: logBetween(0.01, 0.5),
      minLeafRows: oneOf(5, 20, 50),
    },
    trials: 9,
  } as const
  const searching = shop({ ...trees, folds: 3, search })

  test('tries all on a part of the rows and the best on all of them', async () => {
    const run = await world.run(searching.search as NonNullable<typeof searching.search>)
    expect(run.status).toBe('succeeded')
    const found = outputOf<SearchResult>(run, 'results')
    expect([found.trials, found.skipped, found.metric]).toEqual([12, 0, 'logLoss'])
    const rows = await rowsOf(found.results)
    expect(rows.map(row => row['share'])).toEqual([...Array(9).fill(1 / 3), 1, 1, 1])
    const [best, ...others] = rows.filter(row => row['rung'] === 2)
    for (const other of others) expect(other['score']).toBeGreaterThanOrEqual(best?.['score'] as number)
    expect(found.best.score).toBe(best?.['score'])
    expect(found.learner).toMatchObject({ ...found.best.candidate, kind: 'boosted-trees' })
    const first = rows.filter(row => row['rung'] === 1).map(row => row['trial'])
    const third = rows.filter(row => row['rung'] === 1 && (row['place'] as number) <= 3)
    expect(first).toHaveLength(9)
    expect(third.map(row => row['option leaves'])).toEqual(
      rows
        .filter(row => row['rung'] === 2)
        .toSorted((a, b) => (a['trial'] as number) - (b['trial'] as number))
        .map(row => row['option leaves']),
    )
  })

  test('that was made before is not made again', async () => {
    const run = await world.run(searching.search as NonNullable<typeof searching.search>)
    const fresh = run.steps.filter(({ status }) => status === 'succeeded').map(({ name }) => name)
    expect(fresh).toEqual(['extract'])
  })

  test('by a metric that has no value says so', async () => {
    const numeric = shop({ ...trees, folds: 3, search: { ...search, metric: 'r2' } })
    const run = await world.run(numeric.search as NonNullable<typeof numeric.search>)
    expect(run.steps.find(({ name }) => name === 'results')?.error).toMatchObject({ code: 'search-empty' })
  })

  test.each([
    ['an option that the learner has not', { depth: between(1, 2) }, /"depth"/],
    ['an end that the learner refuses', { leaves: between(1, 20, { whole: true }) }, /"leaves" is 1/],
    [
      'numbers of which some are not whole',
      { leaves: between(2, 20) },
      /"leaves" is \d+\.\d+, but must be a whole/,
    ],
    ['no option', {}, /"over" is empty/],
  ])('over %s is refused when planned', (_name, over, message) => {
    const wrong = shop({ ...trees, search: { over } })
    expect(() => world.plan(wrong.search as NonNullable<typeof wrong.search>)).toThrow(message)
  })
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  'a search of %d minutes is refused when planned',
  minutes => {
    const wrong = shop({ ...trees, search: { over: { leaves: oneOf(3, 5) }, minutes } })
    expect(() => world.plan(wrong.search as NonNullable<typeof wrong.search>)).toThrow(
      `search: option "minutes" is ${minutes}, but must be a finite number above 0`,
    )
  },
)

test('a model that is too large for SQL is promoted all the same, and scored by generated code', async () => {
  const large = { ...trees, folds: 2, learn: boostedTrees({ trees: 250, leaves: 63, minLeafRows: 1 }) }
  const run = await world.run(shop(large).train)
  expect(outputOf(run, 'promote')).toMatchObject({ promoted: true })
  expect((await world.run(shop(large).refresh)).status).toBe('succeeded')
})

test('an artifact of 100 trees of 31 leaves has at most 300 KB', async () => {
  const { artifact } = await trained({
    ...trees,
    learn: boostedTrees({ trees: 100, leaves: 31, minLeafRows: 2 }),
  })
  const folder = join(world.folder, '.sluice/store/artifacts', artifact.digest.slice(0, 2), artifact.digest)
  const files = await Promise.all((await readdir(folder)).map(name => readFile(join(folder, name))))
  expect(files.reduce((sum, file) => sum + file.length, 0)).toBeLessThan(300_000)
})
