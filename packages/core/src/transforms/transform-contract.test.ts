import { describe, expect, test } from 'vitest'
import { transformContract, type TransformUnderTest } from '../testing/transform-contract.ts'
import { cyclePeriods } from './date-cycles.ts'
import { datePartNames } from './date-part.ts'
import { transformKinds } from './transforms.ts'

const number = (...transforms: TransformUnderTest['transforms']): TransformUnderTest => ({
  type: 'number',
  takes: 'number',
  transforms,
})
const as = (
  type: TransformUnderTest['type'],
  ...transforms: TransformUnderTest['transforms']
): TransformUnderTest => ({
  type,
  takes: 'category',
  transforms,
})
const impute = (by: unknown, indicator = false) => ({ kind: 'impute', by, indicator })
const bins = (strategy: string, encode = 'ordinal') => ({ kind: 'bins', count: 4, strategy, encode })
const clip = { kind: 'clip', low: 0.01, high: 0.99 }
const standardize = { kind: 'standardize' }
const words = (options: object): TransformUnderTest => ({
  type: 'text',
  takes: 'text',
  transforms: [{ kind: 'tfidf', ...options }],
})
const spline = (options: object) => ({
  kind: 'spline',
  knots: 5,
  placement: 'uniform',
  degree: 3,
  extrapolation: 'constant',
  includeBias: true,
  ...options,
})
const instants = (...transforms: TransformUnderTest['transforms']): TransformUnderTest => ({
  type: 'timestamp',
  takes: 'timestamp',
  transforms,
})
const oneHot = (options: object = {}) => ({ kind: 'one-hot', unknown: 'bucket', ...options })

const subjects: Readonly<Record<string, TransformUnderTest>> = {
  'impute the mean': number(impute('mean')),
  'impute the median, with an indicator': number(impute('median', true)),
  'impute the most frequent number': number(impute('most-frequent')),
  'impute a constant': number(impute({ constant: -1 }, true)),
  'impute the most frequent text': as('text', impute('most-frequent'), oneHot()),
  'impute a text': as('text', impute({ constant: 'none' }), { kind: 'ordinal', unknown: -1 }),
  clip: number(clip),
  standardize: number(standardize),
  'min-max': number({ kind: 'min-max', range: [0, 1], clip: false }),
  'min-max, cut': number({ kind: 'min-max', range: [-1, 1], clip: true }),
  robust: number({ kind: 'robust', unitVariance: true }),
  log1p: number({ kind: 'log1p' }),
  'quantiles, uniform': number({ kind: 'quantile', quantiles: 1000, output: 'uniform' }),
  'few quantiles, normal': number({ kind: 'quantile', quantiles: 7, output: 'normal' }),
  'power of Yeo and Johnson': number({ kind: 'power', method: 'yeo-johnson' }, standardize),
  'power of Box and Cox': number(
    { kind: 'min-max', range: [1, 9], clip: false },
    { kind: 'power', method: 'box-cox' },
  ),
  'a cubic spline': number(spline({})),
  'a spline with lines beyond its ends': number(
    spline({ placement: 'quantile', extrapolation: 'linear', degree: 2 }),
  ),
  'a spline over given knots': number(
    spline({ knots: [0, 10, 50], extrapolation: 'continue', includeBias: false }),
  ),
  'a cycle': number({ kind: 'cyclic', period: 7 }),
  'quantile bins': number(bins('quantile')),
  'uniform bins, one-hot': number(bins('uniform', 'one-hot')),
  'k-means bins': number(bins('kmeans')),
  'one-hot of texts': as('text', oneHot()),
  'one-hot with rare categories': as('text', oneHot({ minFrequency: 0.05 })),
  'one-hot of at most three': as('text', oneHot({ maxCategories: 3, unknown: 'zeros' })),
  'one-hot of numbers': as('number', oneHot({ minFrequency: 3 })),
  'one-hot of booleans': as('boolean', oneHot()),
  ordinal: as('text', { kind: 'ordinal', unknown: -1 }),
  'ordinal of numbers': as('number', { kind: 'ordinal', unknown: -1 }),
  'codes of texts': as('text', { kind: 'codes' }),
  'codes of texts, rare ones together': as('text', { kind: 'codes', minFrequency: 0.05, maxCategories: 4 }),
  'codes of numbers': as('number', { kind: 'codes', minFrequency: 3 }),
  'codes of booleans': as('boolean', { kind: 'codes' }),
  'target, empirical Bayes': as('text', { kind: 'target', smooth: 'auto' }),
  'target, pooled, of numbers': as('number', { kind: 'target', smooth: 'pooled' }),
  'target, scaled': as('boolean', { kind: 'target', smooth: 10 }, standardize),
  frequency: as('text', { kind: 'frequency' }),
  'hash of texts': as('text', { kind: 'hash', buckets: 7 }),
  'tf-idf': words({ maxTerms: 50, minFrequency: 1, ngrams: [1, 1] }),
  'tf-idf of the frequent, with pairs': words({ maxTerms: 20, minFrequency: 0.01, ngrams: [1, 2] }),
  'date parts': {
    type: 'timestamp',
    takes: 'timestamp',
    transforms: [
      { kind: 'date-parts', parts: ['year', 'month', 'dayOfMonth', 'dayOfWeek', 'dayOfYear', 'hour'] },
    ],
  },
  'date parts, imputed and scaled': {
    type: 'timestamp',
    takes: 'timestamp',
    transforms: [{ kind: 'date-parts', parts: ['year', 'month'] }, impute('median'), standardize],
  },
  'every part of dates': instants({ kind: 'date-parts', parts: datePartNames }),
  'cycles of dates': instants({ kind: 'date-cycles', parts: Object.keys(cyclePeriods) }),
  'holidays, by name': instants({
    kind: 'holidays',
    dates: ['1970-01-01', '1971-12-25', '2000-02-29', '2026-12-25'],
    names: ['New Year', 'Christmas', 'Leap day', 'Christmas'],
    within: 30,
  }),
  'one holiday, imputed': instants({ kind: 'holidays', dates: ['1972-05-01'], within: 3 }, impute('median')),
  'median, clip, standardize': number(impute('median'), clip, standardize),
  'clip before anything is filled': number(clip, impute('mean'), standardize),
  'median, log1p, robust': number(
    impute('median'),
    { kind: 'log1p' },
    { kind: 'robust', unitVariance: false },
  ),
  'log1p of what has no logarithm, clip': number({ kind: 'log1p' }, clip, impute('median')),
  'standardize, bins': number(standardize, bins('quantile', 'one-hot')),
}

describe.each(Object.entries(subjects))('%s', (_name, subject) => {
  test.each(transformContract(subject))('$name', ({ verify }) => verify())
})

test('every kind of transform keeps the contract', () => {
  const tested = new Set(
    Object.values(subjects).flatMap(({ transforms }) => transforms.map(({ kind }) => kind)),
  )
  expect(transformKinds.map(({ kind }) => kind).filter(kind => !tested.has(kind))).toEqual([])
})
