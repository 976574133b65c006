import { describe, expect, test } from 'vitest'
import type { EvaluationData, SampleEvaluation } from '@sluice/core'
import { storedEvaluation } from '../testing/stored-evaluation.ts'
import { findingsOf } from './findings.ts'
import { listed } from './samples.ts'
import { verdictOf } from './verdict.ts'

const data = { ...storedEvaluation(), segments: [] as EvaluationData['segments'] }
const later = (metrics: Partial<SampleEvaluation['metrics']>): EvaluationData => ({
  ...data,
  samples: data.samples.map(each =>
    each.sample === 'later' ? { ...each, metrics: { ...each.metrics, positives: 500, ...metrics } } : each,
  ),
})
const titles = (of: EvaluationData) => findingsOf(of).map(({ title }) => title)

describe('findings', () => {
  test('a sound model gives none', () => {
    expect(titles(later({}))).toEqual([])
  })

  test.each<[string, EvaluationData]>([
    ['Few positive rows', later({ positives: 53 })],
    ['Probabilities are too low', later({ ece: 0.08, meanScore: 0.1, baseRate: 0.2 })],
    ['Probabilities are too high', later({ ece: 0.08, meanScore: 0.2, baseRate: 0.1 })],
    ['Almost too good', later({ auc: 0.99 })],
    ['Hardly better than chance', later({ auc: 0.51 })],
    ['No later dates', { ...data, samples: data.samples.slice(0, 1) }],
    ['From the fit', { ...later({}), warnings: ['"x" has no values in training and is left out'] }],
  ])('%s', (title, of) => {
    expect(titles(of)).toEqual([title])
  })

  test('the self-test comes first, with what failed', () => {
    const { outcome } = data
    const failed = {
      ...later({ positives: 5 }),
      ...(outcome && { outcome: { ...outcome, selfTest: { rows: 14, failures: ['row 3: margin'] } } }),
    }
    expect(findingsOf(failed)[0]).toEqual({ title: 'The self-test failed', text: 'row 3: margin' })
  })

  test('an AUC below the interval of the training is told', () => {
    const worse = later({})
    const samples = worse.samples.map(each =>
      each.ranking && each.sample === 'later'
        ? { ...each, ranking: { ...each.ranking, auc: { value: 0.6, low: 0.55, high: 0.65 } } }
        : each,
    )
    expect(titles({ ...worse, samples })).toEqual(['Ranks worse on later dates'])
  })

  test('a segment whose interval is below all rows is named', () => {
    const [first] = storedEvaluation().segments.filter(
      ({ column, sample }) => column === 'age' && sample === 'later',
    )
    const group = { ...first?.groups[0], value: '45-54', auc: { value: 0.6, low: 0.5, high: 0.7 } }
    const segments = [{ ...first, groups: [group] }] as EvaluationData['segments']
    expect(findingsOf({ ...later({}), segments })[0]?.text).toContain('age “45-54” (0.600)')
  })
})

describe('the verdict', () => {
  const outcome = data.outcome as NonNullable<EvaluationData['outcome']>

  test.each<[string, string, Partial<EvaluationData>]>([
    ['good', 'Version 2 is the champion', { outcome: { ...outcome, promoted: true } }],
    ['caution', 'Version 2 was not promoted', { outcome: { ...outcome, promoted: false } }],
  ])('is %s when %s', (tone, headline, changes) => {
    expect(verdictOf({ ...data, ...changes })).toMatchObject({ tone, headline })
  })

  test('says in words what the numbers mean', () => {
    const text = verdictOf(data).paragraphs.join(' ')
    expect(text).toMatch(
      /Judged on 2,235 rows of 2017-12-04, after all training dates; 53 of them \(2\.4.% ?\) were positive/,
    )
    expect(text).toMatch(/ranks the positive one higher 81\.3.% of the time/)
  })

  test('of a version that nobody registered is neutral', () => {
    const { outcome: _none, ...rest } = data
    expect(verdictOf(rest)).toMatchObject({ tone: 'neutral', headline: 'Trained, not registered' })
  })
})

test.each([
  [['2026-01-05'], '2026-01-05'],
  [['2026-01-12', '2026-01-05'], '2026-01-05 and 2026-01-12'],
  [['2026-01-19', '2026-01-12', '2026-01-05'], '3 dates from 2026-01-05 to 2026-01-19'],
])('%j are %s', (dates, text) => {
  expect(listed(dates)).toBe(text)
})
