import { describe, expect, test } from 'vitest'
import type { EvaluationData } from '@sluice/core'
import { evaluationPage } from './evaluation-page.ts'
import { storedEvaluation, withTexts } from './testing/stored-evaluation.ts'

const data = storedEvaluation()
const page = evaluationPage(data)
const sectionIds = (of: string) => [...of.matchAll(/<section[^>]*id="([^"]+)"/g)].map(([, id]) => id)

test('the page has every section in order', () => {
  expect(sectionIds(page)).toEqual([
    'summary',
    'champion',
    'ranking',
    'probabilities',
    'decisions',
    'segments',
    'drivers',
    'examples',
    'learning',
    'data',
    'card',
  ])
})

test('the same data give the same page', () => {
  expect(evaluationPage(storedEvaluation())).toBe(page)
})

test('nothing of the page comes from elsewhere', () => {
  expect(page).not.toMatch(/\b(src|href)="(?!#|data:)/)
  expect(page).not.toMatch(/url\((?!#)|@import|https?:/)
  expect(page.length).toBeLessThan(400_000)
})

test('no number is left unwritten', () => {
  expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
})

describe('hostile texts', () => {
  const attack = `"'></title></style></svg><script>window.attacked=1</script><img src=x onerror=alert(1)>`
  const attacked = evaluationPage(withTexts(data, attack))

  test('make no elements', () => {
    expect(attacked.match(/<script/g)).toHaveLength(1)
    expect(attacked).not.toContain('<img')
    const tags = (of: string) => [...of.matchAll(/<(\/?[a-z0-9]+)/gi)].length
    // Texts that are cut or listed differently change a few elements, never their kinds.
    const kinds = (of: string) => new Set(of.match(/<\/?[a-z0-9]+/gi))
    expect(kinds(attacked)).toEqual(kinds(page))
    expect(Math.abs(tags(attacked) - tags(page))).toBeLessThan(20)
  })

  test('are shown as they are', () => {
    expect(attacked).toContain('&lt;script&gt;window.attacked=1&lt;/script&gt;')
  })
})

describe('without a part of the data its section is left out', () => {
  const optional = new Set([
    'outcome',
    'importance',
    'explanations',
    'threshold',
    'card',
    'costs',
    'learning',
  ])
  const least = Object.fromEntries(Object.entries(data).filter(([name]) => !optional.has(name)))
  const without = { ...least, segments: [], warnings: [] } as unknown as EvaluationData

  test('and the rest stands', () => {
    const left = evaluationPage(without)
    expect(sectionIds(left)).toEqual(['summary', 'ranking', 'probabilities', 'decisions', 'data', 'card'])
    expect(left).not.toMatch(/NaN|Infinity|undefined|\[object/)
    expect(left).toContain('Trained, not registered')
  })

  test.each<[string, Partial<EvaluationData>]>([
    ['a sample', { samples: [] }],
    ['columns and features', { columns: [], features: [], dates: [] }],
  ])('there is a page without %s', (_name, changes) => {
    expect(evaluationPage({ ...data, ...changes })).toContain('<h1>')
  })
})

test('a regression has errors instead of curves', () => {
  const [sample] = data.samples
  const { ranking: _ranking, ...rest } = sample as NonNullable<typeof sample>
  const residuals = {
    points: [
      [1, 1.5],
      [2, 1.8],
      [3, 3.1],
    ] as const,
    histogram: { edges: [-1, 0, 1], negatives: [1, 2], positives: [0, 0] },
  }
  const numbers = {
    ...rest.metrics,
    auc: null,
    positives: null,
    baseRate: null,
    confusion: null,
    deciles: [],
    rmse: 0.3,
    mae: 0.2,
    r2: 0.9,
  }
  const { threshold: _threshold, ...others } = data
  const text = evaluationPage({
    ...others,
    task: 'regression',
    samples: [{ ...rest, metrics: numbers, residuals }],
  })
  expect(sectionIds(text)).toContain('errors')
  expect(sectionIds(text)).not.toContain('decisions')
  expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/)
})
