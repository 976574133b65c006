import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KeyMetrics } from 'sluice'
import { noData } from './paths.ts'
import { outputOf, runOnlineRetail, type Trained } from './retail.ts'
import { openRetail, type RetailWorld } from './testing.ts'

if (noData !== undefined) process.stderr.write(`Online Retail is skipped: ${noData}\n`)

describe.skipIf(noData !== undefined)('Online Retail', () => {
  let world: RetailWorld
  let within: Trained
  let ahead: Trained
  beforeAll(async () => {
    world = await openRetail()
    ;[within, ahead] = await runOnlineRetail(world.engine, world.folders)
  }, 240_000)
  afterAll(() => world.close())

  const fitOf = ({ train }: Trained) => outputOf<KeyMetrics & { trainedRows: number }>(train, 'fit')
  const calibrationOf = ({ train }: Trained) =>
    train.steps.find(({ name }) => name === 'fit')?.checks.find(({ name }) => name === 'calibration')

  test('as of 2011-11-01 there are 3,974 customers, of whom 31.9 % buy again', () => {
    const { trainedRows, outOfFold } = fitOf(within)
    expect(trainedRows).toBe(3974)
    expect(outOfFold.baseRate).toBeCloseTo(0.319, 3)
  })

  test('customers are ranked and calibrated out of fold within a date', () => {
    const { auc, ece } = fitOf(within).outOfFold
    expect(auc).toBeGreaterThanOrEqual(0.74)
    expect(ece).toBeLessThanOrEqual(0.02)
  })

  test('a model of twenty earlier weeks still ranks them four weeks later', () => {
    const { trainedRows, outOfFold, evaluation } = fitOf(ahead)
    expect(trainedRows).toBe(62_556)
    expect(outOfFold.baseRate).toBeCloseTo(0.249, 3)
    expect(evaluation?.rows).toBe(3974)
    expect(evaluation?.baseRate).toBeCloseTo(0.319, 3)
    expect(evaluation?.auc).toBeGreaterThanOrEqual(0.735)
  })

  test('but its probabilities are too low in the season, and the training says so', () => {
    expect(calibrationOf(within)?.status).toBe('learning')
    expect(calibrationOf(ahead)).toMatchObject({ severity: 'warn', status: 'failed' })
    expect(calibrationOf(ahead)?.message).toMatch(
      /^probabilities are too low: mean score 2\d\.\d % against 31\.9 % observed on 3,974 matured labels \(2011-11-01\)/,
    )
    expect(outputOf(ahead.train, 'promote')).toMatchObject({ promoted: true })
  })

  test('a score of every customer is written', async () => {
    const facts = await world.facts('online-retail.parquet', { key: 'customer_id', score: 'buys_again' })
    expect(facts).toMatchObject({ rows: 4281, keys: 4281, possible: 4281 })
  })
})
