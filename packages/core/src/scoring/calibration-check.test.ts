import { describe, expect, test } from 'vitest'
import { evaluate } from '../metrics/evaluation.ts'
import { calibrationCheck } from './calibration-check.ts'

const dates = ['2026-05-18']

/** `rows` rows with one probability, of which a share is positive. */
function evaluationOf({ rows, score, rate }: { rows: number; score: number; rate: number }) {
  const target = Float64Array.from({ length: rows }, (_, i) => (i < Math.round(rows * rate) ? 1 : 0))
  const probability = new Float64Array(rows).fill(score)
  const margin = new Float64Array(rows).fill(Math.log(score / (1 - score)))
  return evaluate({ task: 'binary', target, margin, probability })
}

describe('probabilities against what happened', () => {
  test.each([
    ['right', { rows: 4000, score: 0.25, rate: 0.25 }, 'passed'],
    ['right within the limit', { rows: 4000, score: 0.25, rate: 0.275 }, 'passed'],
    ['too low', { rows: 4000, score: 0.25, rate: 0.32 }, 'failed'],
    ['too high', { rows: 4000, score: 0.32, rate: 0.25 }, 'failed'],
    ['off by what few rows can be off by chance', { rows: 100, score: 0.25, rate: 0.33 }, 'passed'],
    ['off by more than few rows can be', { rows: 100, score: 0.25, rate: 0.4 }, 'failed'],
  ])('%s', (_name, facts, status) => {
    expect(calibrationCheck(evaluationOf(facts), { dates })).toMatchObject({ status, severity: 'warn' })
  })

  test('the message has the numbers, the dates, and says what not to do', () => {
    const low = calibrationCheck(evaluationOf({ rows: 4000, score: 0.265, rate: 0.319 }), { dates })
    expect(low.message).toBe(
      'probabilities are too low: mean score 26.5 % against 31.9 % observed on 4,000 matured labels (2026-05-18); ' +
        'expected calibration error 0.054, limit 0.03. The ranking is not affected; do not read the scores as ' +
        'probabilities before training on newer dates.',
    )
    expect(low.likelyCause).toContain('base rate')
    const high = calibrationCheck(evaluationOf({ rows: 4000, score: 0.4, rate: 0.2 }), { dates })
    expect(high.message).toMatch(/^probabilities are too high: mean score 40 % against 20 %/)
  })

  test('the limit can be set', () => {
    const evaluation = evaluationOf({ rows: 40_000, score: 0.25, rate: 0.27 })
    expect(calibrationCheck(evaluation, { dates, limit: 0.01 })).toMatchObject({
      status: 'failed',
      expected: 'at most 0.01',
    })
    expect(calibrationCheck(evaluation, { dates }).status).toBe('passed')
  })

  test.each([
    ['no evaluation', undefined],
    ['no rows', evaluationOf({ rows: 0, score: 0.5, rate: 0 })],
  ])('%s cannot be judged and does not pass', (_name, evaluation) => {
    expect(calibrationCheck(evaluation, { dates: [] })).toMatchObject({
      status: 'learning',
      message: 'calibration could not be judged: no rows with matured labels after the training dates',
    })
  })
})
