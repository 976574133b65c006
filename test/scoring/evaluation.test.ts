import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boostedTrees, loadEvaluation, type ArtifactRef, type EvaluationData } from '@sluice/core'
import { evaluationPage } from '@sluice/reports'
import { openShop, outputOf, type Shop } from './shop-engine.ts'
import { purchases, shop } from './shop.ts'

let world: Shop
beforeAll(async () => {
  world = await openShop(purchases())
})
afterAll(() => world.close())

async function trained(...variant: Parameters<typeof shop>): Promise<EvaluationData> {
  const run = await world.run(shop(...variant).train)
  const { report } = outputOf<{ report: ArtifactRef }>(run, 'promote')
  return loadEvaluation(world.engine.store, report)
}

describe('the evaluation of a training', () => {
  let data: EvaluationData
  beforeAll(async () => {
    data = await trained()
  })

  test('holds both samples with the metrics of the artifact', () => {
    expect(data.samples.map(({ sample }) => sample)).toEqual(['out-of-fold', 'later'])
    for (const { metrics, ranking } of data.samples) {
      expect(ranking?.auc?.value).toBeCloseTo(metrics.auc ?? 0, 12)
      expect(ranking?.calibration.after?.ece).toBeCloseTo(metrics.ece ?? 0, 5)
      expect(ranking?.thresholds.find(row => row.chosen)?.hits).toBe(metrics.confusion?.truePositives)
    }
  })

  test('splits by date and by the declared segments', () => {
    const names = data.segments.map(({ column, sample }) => `${column} ${sample}`)
    expect(names).toEqual(['date out-of-fold', 'channel out-of-fold', 'date later', 'channel later'])
    const [dates, channels] = data.segments
    expect(dates?.groups.map(({ value }) => value)).toEqual(data.lineage.trainingDates.toSorted())
    const total = channels?.groups.reduce((sum, { rows }) => sum + rows, 0)
    expect(total).toBe(data.samples[0]?.metrics.rows)
  })

  test('counts the rows that it is made of', () => {
    const rows = data.dates.filter(({ use }) => use === 'training').reduce((sum, each) => sum + each.rows, 0)
    expect(rows).toBe(data.lineage.trainedRows)
    expect(data.dates.filter(({ use }) => use === 'evaluation').map(({ date }) => date)).toEqual(
      data.lineage.evaluationDates,
    )
  })

  test('explains: contributions and base add up to the margin', () => {
    for (const { parts, rest, total, margin } of data.explanations?.examples ?? []) {
      const sum = parts.reduce(
        (all, { contribution }) => all + contribution,
        rest + (data.explanations?.base ?? 0),
      )
      expect(sum).toBeCloseTo(margin, 2)
      expect(total).toBeCloseTo(margin, 3)
    }
    expect(data.explanations?.examples.length).toBeGreaterThan(2)
    expect(data.importance?.columns.map(({ column }) => column)).toContain('luck')
  })

  test('says what became of the version, and what people stated', () => {
    expect(data.outcome).toMatchObject({
      version: 1,
      promoted: true,
      deployment: 'alpine',
      selfTest: { failures: [] },
    })
    expect(data.costs).toMatchObject({ falseNegative: 6 })
    expect(data.card?.owner).toBe('the shop')
  })

  test('is plain and small', () => {
    const text = JSON.stringify(data)
    expect(JSON.parse(text)).toEqual(data)
    expect(text.length).toBeLessThan(200_000)
  })

  test('of a later version it is compared with the champion row by row', async () => {
    const { outcome } = await trained({ look: 'recency', tolerance: 1 })
    expect(outcome?.comparison).toMatchObject({ version: 1, rows: data.samples.at(-1)?.metrics.rows })
    const [auc] = outcome?.comparison?.metrics ?? []
    expect(auc?.champion).toBeCloseTo(data.samples.at(-1)?.metrics.auc ?? 0, 5)
    expect(auc?.interval?.low).toBeLessThanOrEqual(auc?.difference ?? 0)
  })
})

describe('evaluations of other models', () => {
  /** Each in a world of its own, where there is no champion yet. */
  async function alone(variant: Parameters<typeof shop>[0]): Promise<EvaluationData> {
    const own = await openShop(purchases())
    try {
      const { report } = outputOf<{ report: ArtifactRef }>(await own.run(shop(variant).train), 'promote')
      return await loadEvaluation(own.engine.store, report)
    } finally {
      await own.close()
    }
  }

  const few = { trees: 30, leaves: 5 }

  test('boosted trees that stop early show the curve of every fold', async () => {
    const data = await alone({ look: 'codes', learn: boostedTrees({ ...few, earlyStopping: { rounds: 5 } }) })
    expect(data.learning?.folds).toHaveLength(5)
    const bests = data.learning?.folds.map(({ best }) => best).toSorted((a, b) => a - b) ?? []
    expect(data.learning?.used).toBe(bests[2])
    expect(data.explanations).toMatchObject({ method: 'tree', unit: 'log-odds' })
    expect(data.features.some(({ gain = 0 }) => gain > 0)).toBe(true)
    expect(evaluationPage(data)).toContain('id="learning"')
  })

  test('one of several classes is judged by being right', async () => {
    const learn = boostedTrees({ objective: 'multiclass', ...few })
    const data = await alone({ look: 'codes', nextChannel: true, learn })
    expect(data.classes).toEqual(['store', 'web'])
    for (const { metrics } of data.samples) {
      const right = metrics.classes?.reduce((sum, { rows, recall }) => sum + rows * (recall ?? 0), 0) ?? 0
      expect(metrics.positives).toBeCloseTo(right, 6)
    }
    expect(data.importance?.metric).toBe('accuracy')
    const page = evaluationPage(data)
    expect(page).toContain('id="classes"')
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  test.each([
    ['numbers by trees', boostedTrees({ objective: 'squared', ...few }), 'prediction'],
    ['counts by trees', boostedTrees({ objective: 'poisson', ...few }), 'logarithm of the prediction'],
  ])('%s have errors instead of curves', async (_name, learn, unit) => {
    const data = await alone({ look: 'codes', learn })
    expect(data.samples.map(({ residuals }) => residuals?.points.length ?? 0)).toEqual([
      300,
      expect.any(Number),
    ])
    expect(data.importance?.metric).toBe('rmse')
    expect(data.explanations?.unit).toBe(unit)
    const page = evaluationPage(data)
    expect(page).toContain('id="errors"')
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  test('without later dates it is out of fold, on training rows', async () => {
    const data = await alone({ evaluationDates: 0 })
    expect(data.samples.map(({ sample }) => sample)).toEqual(['out-of-fold'])
    expect(data.probed.use).toBe('training')
    expect(evaluationPage(data)).toContain('No later dates')
  })
})
