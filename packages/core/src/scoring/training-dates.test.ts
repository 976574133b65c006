import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { trainingDates } from './training-dates.ts'

const day = (date: Date) => date.toISOString().slice(0, 10)
const asOf = new Date('2026-06-01T06:00:00Z')

test.each([
  [{ weekly: 2, evaluationDates: 1, horizonDays: 14 }, ['2026-05-04', '2026-04-27'], ['2026-05-18']],
  [
    { weekly: 2, evaluationDates: 2, horizonDays: 14 },
    ['2026-04-27', '2026-04-20'],
    ['2026-05-18', '2026-05-11'],
  ],
  [{ weekly: 1, evaluationDates: 0, horizonDays: 14 }, ['2026-05-18'], []],
  [{ weekly: 1, evaluationDates: 1, horizonDays: 0 }, ['2026-06-01'], ['2026-06-01']],
  [{ weekly: 0, evaluationDates: 1, horizonDays: 7 }, [], ['2026-05-25']],
])('%o', (options, training, evaluation) => {
  const dates = trainingDates(asOf, options)
  expect([dates.training.map(day), dates.evaluation.map(day)]).toEqual([training, evaluation])
})

test('dates keep the hour of asOf, also over a change to summer time', () => {
  const { training } = trainingDates(asOf, { weekly: 30, evaluationDates: 1, horizonDays: 28 })
  expect(new Set(training.map(date => date.toISOString().slice(11)))).toEqual(new Set(['06:00:00.000Z']))
})

describe('for every number of dates and every horizon', () => {
  const options = fc.record({
    weekly: fc.integer({ min: 1, max: 60 }),
    evaluationDates: fc.integer({ min: 0, max: 8 }),
    horizonDays: fc.integer({ min: 1, max: 90 }),
  })
  const dayMs = 86_400_000

  test('all labels are mature, and no label of training reaches into the evaluation', () => {
    fc.assert(
      fc.property(options, it => {
        const { training, evaluation } = trainingDates(asOf, it)
        const end = (date: Date) => date.getTime() + it.horizonDays * dayMs
        expect(training).toHaveLength(it.weekly)
        expect(evaluation).toHaveLength(it.evaluationDates)
        expect(Math.max(...[...training, ...evaluation].map(end))).toBe(asOf.getTime())
        const firstEvaluation = Math.min(...evaluation.map(date => date.getTime()))
        expect(Math.max(...training.map(end))).toBeLessThanOrEqual(firstEvaluation)
      }),
    )
  })
})
