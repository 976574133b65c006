import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadModel, saveModel, step, type ArtifactRef, type DatasetRef, type Plan } from '@sluice/core'
import { call, literal } from '@sluice/expr'
import { featuresAt, openTestSession, type TestSession } from './features-at.ts'
import { openShop, outputOf, statuses, stepOf, type Shop } from './shop-engine.ts'
import { asOf, dayMs, purchases, shop, type Features, type Purchase } from './shop.ts'

const model = 'buys/alpine'
const list = purchases()

let world: Shop
let session: TestSession
beforeAll(async () => {
  session = await openTestSession()
  world = await openShop(list)
})
afterAll(async () => {
  await world.close()
  await session.close()
})

const rowsOf = (query: string) => session.data.rows(query)
const champion = () => world.engine.models.resolve(model, 'champion')

describe('the life of a model', () => {
  test('a training registers the first champion', async () => {
    const run = await world.run(shop().train)
    expect(statuses(run)).toBe(
      'extract succeeded, rows succeeded, fit succeeded, champion succeeded, promote succeeded',
    )
    expect(outputOf(run, 'champion')).toBeNull()
    expect(outputOf(run, 'promote')).toMatchObject({ model, version: 1, promoted: true })
    expect(await champion()).toMatchObject({ version: 1, run: run.run })
    const { outOfFold, evaluation } = outputOf<{ outOfFold: { auc: number }; evaluation: { auc: number } }>(
      run,
      'fit',
    )
    expect(Math.min(outOfFold.auc, evaluation.auc)).toBeGreaterThan(0.7)
  })

  test('a refresh delivers a score for every customer with features', async () => {
    const run = await world.run(shop().refresh)
    expect([run.status, statuses(run)]).toEqual([
      'succeeded',
      'champion succeeded, extract succeeded, features succeeded, scores succeeded, deliver succeeded',
    ])
    const delivered = await rowsOf(
      `SELECT * FROM read_parquet('${join(world.folder, 'alpine.parquet')}') ORDER BY customer`,
    )
    const features = await featuresAt(shop(), asOf, session.data, { folder: world.folder })
    expect(delivered.map(row => row['customer'])).toEqual(features.map(row => row['customer']))
    expect(Object.keys(delivered[0] ?? {})).toEqual(['customer', 'score', 'target'])
    const scores = delivered.map(row => Number(row['score']))
    expect(Math.min(...scores)).toBeGreaterThan(0)
    expect(Math.max(...scores)).toBeLessThan(1)
    expect(new Set(scores).size).toBeGreaterThan(100)
    expect(new Set(delivered.map(row => row['target']))).toEqual(new Set([true, false]))
  })

  test('a refresh with unchanged inputs reads again and computes nothing again', async () => {
    const run = await world.run(shop().refresh)
    expect(statuses(run)).toBe(
      'champion succeeded, extract succeeded, features memoised, scores memoised, deliver succeeded',
    )
  })

  test('a training with unchanged inputs gives the version that there is', async () => {
    const run = await world.run(shop().train)
    expect(statuses(run)).toBe(
      'extract succeeded, rows memoised, fit memoised, champion succeeded, promote succeeded',
    )
    expect(outputOf(run, 'promote')).toMatchObject({ version: 1, promoted: true })
    expect(await world.engine.models.versions(model)).toHaveLength(1)
  })

  test('a worse version is refused with the numbers, and the champion stays', async () => {
    const run = await world.run(shop({ look: 'luck' }).train)
    const { version, promoted, why } = outputOf<{ version: number; promoted: boolean; why: string }>(
      run,
      'promote',
    )
    expect({ version, promoted }).toEqual({ version: 2, promoted: false })
    const [, value, reference] =
      /^auc (0\.\d{4}) against (0\.\d{4}) of champion v1 on the same rows: worse by more than 0\.02$/.exec(
        why,
      ) ?? []
    expect(Number(value)).toBeLessThan(Number(reference) - 0.02)
    expect(stepOf(run, 'promote').checks).toMatchObject([
      { name: 'promotion', severity: 'warn', status: 'failed' },
      {
        name: 'calibration-drift',
        status: 'learning',
        message: expect.stringContaining('champion v1: 45 outcomes where 48 were expected'),
      },
    ])
    expect(await champion()).toMatchObject({ version: 1 })
    expect((await world.engine.models.history(model)).at(-1)).toMatchObject({
      kind: 'refused',
      version: 2,
      why,
    })
  })

  test('a version that is not worse by more than the tolerance is promoted, and a rollback undoes it', async () => {
    const run = await world.run(shop({ look: 'recency', tolerance: 0.5 }).train)
    expect(outputOf(run, 'promote')).toMatchObject({ version: 3, promoted: true })
    expect(await champion()).toMatchObject({ version: 3 })
    const scored = await world.run(shop().refresh)
    expect(outputOf(scored, 'champion')).toMatchObject({ version: 3 })
    expect(stepOf(scored, 'scores').status).toBe('succeeded')
    await world.engine.models.rollback({ model, alias: 'champion', who: 'test', why: 'try' })
    expect(await champion()).toMatchObject({ version: 1 })
    const back = await world.run(shop().refresh)
    expect([outputOf(back, 'champion'), stepOf(back, 'scores').status]).toMatchObject([
      { version: 1 },
      'memoised',
    ])
  })

  test.each([
    ['other feature SQL', { spend: 'avg' }, ['`sum(amount) AS spend,`', '`avg(amount) AS spend,`']],
    ['other constants', { minimum: 10 }, ['value $', 'trained with 0, now 10']],
    [
      'other declared columns',
      { looseChannel: true },
      ['column "channel" of source "purchases": trained as text, now text?'],
    ],
    [
      'another look-back',
      { lookbackDays: 60 },
      ['lookbackDays of source "purchases": trained with 90, now 60'],
    ],
  ] as const)(
    'a champion trained on %s is refused, and nothing is delivered',
    async (_name, variant, facts) => {
      const before = await readFile(join(world.folder, 'alpine.parquet'))
      const run = await world.run(shop(variant).refresh)
      expect(run.status).toBe('failed')
      expect(statuses(run)).toContain('champion failed')
      expect(statuses(run)).toContain('scores skipped, deliver skipped')
      const { error } = stepOf(run, 'champion')
      expect(error?.code).toBe('artifact-mismatch')
      for (const fact of [...facts, 'buys/alpine v1', 'sluice train shop --deployment alpine']) {
        expect(error?.message).toContain(fact)
      }
      expect(await readFile(join(world.folder, 'alpine.parquet'))).toEqual(before)
    },
  )

  test('training again after an edit that leaves the rows as they are gives a champion for the edit', async () => {
    const edited = shop({ comment: 'no effect' })
    const refused = await world.run(edited.refresh)
    expect(stepOf(refused, 'champion').error?.code).toBe('artifact-mismatch')
    const trained = await world.run(edited.train)
    expect(outputOf(trained, 'promote')).toMatchObject({ version: 4, promoted: true })
    expect((await world.run(edited.refresh)).status).toBe('succeeded')
    await world.engine.models.rollback({ model, alias: 'champion', who: 'test', why: 'back' })
  })

  test('without a champion there is nothing to score with, and the error says what to do', async () => {
    const run = await world.run(shop().refresh, asOf, 'bazaar')
    expect(stepOf(run, 'champion').error).toMatchObject({
      code: 'no-champion',
      message:
        'buys/bazaar has no champion to score with. Train one first: sluice train shop --deployment bazaar',
    })
  })
})

/** The plan of a training whose fit step gives another artifact. */
function withArtifact(plan: Plan, artifact: ArtifactRef): Plan {
  const fit = step({ inputs: {}, definition: { artifact }, run: () => ({ artifact }) })
  return {
    ...plan,
    steps: plan.steps.map(planned => {
      if (planned.name === 'fit') return { name: 'fit', step: fit, needs: [] }
      const { definition } = planned.step
      return planned.name === 'promote'
        ? {
            ...planned,
            step: { ...planned.step, definition: { ...definition, inputs: { ...definition.inputs, fit } } },
          }
        : planned
    }),
  }
}

test('a version whose self-test does not agree is not promoted, however good it is', async () => {
  const { engine } = world
  const { artifact } = outputOf<{ artifact: ArtifactRef }>(await world.run(shop().train), 'fit')
  const good = await loadModel(engine.store, artifact)
  const margin = call('add', good.expressions.margin, literal(1e-9))
  const tampered = await saveModel(engine.store, { ...good, expressions: { ...good.expressions, margin } })
  const [run] = await engine.run([{ plan: withArtifact(world.plan(shop().train), tampered), fresh: true }])
  const { promoted, why } = outputOf<{ promoted: boolean; why: string }>(
    run as NonNullable<typeof run>,
    'promote',
  )
  expect(promoted).toBe(false)
  expect(why).toMatch(/^self-test failed: row 0: margin by generated code is \S+, expected /)
  for (const path of ['interpreter', 'generated code in batch', 'DuckDB SQL']) {
    expect(why).toContain(`by ${path} is`)
  }
  expect(await champion()).toMatchObject({ version: 1 })
})

describe('training rows', () => {
  let rows: readonly Record<string, unknown>[]
  let dates: readonly number[]
  beforeAll(async () => {
    const ref = outputOf<DatasetRef>(await world.run(shop().train), 'rows')
    const path = world.engine.store.path(ref)
    rows = await rowsOf(`SELECT * FROM read_parquet('${path}')`)
    dates = [...new Set(rows.map(row => (row['__as_of'] as Date).getTime()))].toSorted((a, b) => b - a)
  })

  test('are at the newest date with mature labels and at six weekly dates a horizon before it', () => {
    const daysBefore = dates.map(date => (asOf.getTime() - date) / dayMs)
    expect(daysBefore).toEqual([14, 28, 35, 42, 49, 56, 63])
    const learn = (date: number) =>
      new Set(rows.filter(row => (row['__as_of'] as Date).getTime() === date).map(row => row['__learn']))
    expect(dates.map(date => [...learn(date)])).toEqual([[false], ...Array.from({ length: 6 }, () => [true])])
  })

  test('have the features that a refresh would compute at each date', async () => {
    for (const date of dates) {
      const alone = await featuresAt(shop(), new Date(date), session.data, { folder: world.folder })
      const names = Object.keys(alone[0] ?? {})
      const together = rows
        .filter(row => (row['__as_of'] as Date).getTime() === date)
        .map(row => Object.fromEntries(names.map(name => [name, row[name]])))
      expect(together.toSorted(byCustomer)).toEqual(alone.toSorted(byCustomer))
      expect(alone.length).toBeGreaterThan(50)
    }
  })

  test('are labelled by what happened in the window after each date', () => {
    for (const row of rows) {
      const from = (row['__as_of'] as Date).getTime()
      const bought = list.some(
        ({ customer, placed }) =>
          customer === row['customer'] && placed.getTime() >= from && placed.getTime() < from + 14 * dayMs,
      )
      expect(row['__target'], `${String(row['customer'])} at ${new Date(from).toISOString()}`).toBe(
        Number(bought),
      )
    }
  })

  test('of one customer are all in one fold, and every fold has some', () => {
    const folds = Map.groupBy(rows, row => row['customer'])
    for (const group of folds.values()) expect(new Set(group.map(row => row['__fold'])).size).toBe(1)
    expect(new Set(rows.map(row => row['__fold']))).toEqual(new Set([0, 1, 2, 3, 4]))
  })
})

const byCustomer = (a: object, b: object) => ((a as Features).customer < (b as Features).customer ? -1 : 1)

async function trained(records: readonly Purchase[], variant: Parameters<typeof shop>[0] = {}) {
  const other = await openShop(records)
  try {
    const run = await other.run(shop(variant).train)
    const { artifact } = outputOf<{ artifact: ArtifactRef }>(run, 'fit')
    const scored = await other.run(shop(variant).refresh)
    const scores = await rowsOf(
      `SELECT * FROM read_parquet('${other.engine.store.path(outputOf<DatasetRef>(scored, 'scores'))}') ORDER BY customer`,
    )
    return { run, artifact, scores }
  } finally {
    await other.close()
  }
}

let shared: ReturnType<typeof trained> | undefined
/** The plain training, done once for all tests that compare with it. */
const plain = () => (shared ??= trained(list))

test('the same inputs give the same artifact, bit for bit, on another engine', async () => {
  const [one, other] = [await plain(), await trained(list)]
  expect(other.artifact.digest).toBe(one.artifact.digest)
  expect(other.scores).toEqual(one.scores)
})

test('the same rows in another order give the same scores within 1e-9', async () => {
  const [one, other] = [await plain(), await trained(list.toReversed())]
  expect(other.scores.map(row => row['customer'])).toEqual(one.scores.map(row => row['customer']))
  const gaps = one.scores.map((row, i) =>
    Math.abs(Number(row['probability']) - Number(other.scores[i]?.['probability'])),
  )
  expect(Math.max(...gaps)).toBeLessThan(1e-9)
})

describe('calibration on matured labels', () => {
  const check = (run: Awaited<ReturnType<typeof trained>>['run']) =>
    stepOf(run, 'fit').checks.find(({ name }) => name === 'calibration')

  test('warns where everybody suddenly buys more, and stops nothing', async () => {
    const boom = purchases({ boomFrom: new Date(asOf.getTime() - 14 * dayMs) })
    const { run } = await trained(boom)
    expect(run.status).toBe('succeeded')
    expect(check(run)).toMatchObject({ severity: 'warn', status: 'failed' })
    expect(check(run)?.message).toMatch(
      /^probabilities are too low: mean score \d+\.?\d* % against \d+\.?\d* % observed on \d+ matured labels \(2026-05-18\)/,
    )
  })

  test('passes where nothing changes, and says so without later dates', async () => {
    expect(check((await plain()).run)?.status).toBe('passed')
    expect(check((await trained(list, { evaluationDates: 0 })).run)).toMatchObject({
      status: 'learning',
      message: expect.stringContaining('could not be judged'),
    })
  })
})

test('a backtest trains as of past dates, evaluates on what came after, and promotes nothing', async () => {
  const before = await world.engine.models.history(model)
  const run = await world.run(shop().backtest)
  expect(run.status).toBe('succeeded')
  const table = outputOf<{ asOf: string; trainedRows: number; evaluation: { auc: number; rows: number } }[]>(
    run,
    'backtest',
  )
  expect(table.map(row => row.asOf.slice(0, 10))).toEqual(['2026-06-01', '2026-05-18'])
  for (const { trainedRows, evaluation } of table) {
    expect(trainedRows).toBeGreaterThan(300)
    expect(evaluation.rows).toBeGreaterThan(50)
    expect(evaluation.auc).toBeGreaterThan(0.65)
  }
  expect(await world.engine.models.history(model)).toEqual(before)
})
