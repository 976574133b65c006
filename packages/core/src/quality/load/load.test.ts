import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../random/seeded-random.ts'
import { judgeConstant } from './constant-metric.ts'
import { sketchOf } from './content-sketch.ts'
import { judgeCopy } from './copied-load.ts'
import { explainEmpty, type LoadEvidence } from './empty-load.ts'
import { likelyFactor } from './likely-factor.ts'
import { judgeSlices, type Slice } from './missing-slices.ts'
import { judgeRestatement, type Restatement } from './restatement.ts'

const dayMs = 86_400_000
const at = (day: number) => new Date(Date.UTC(2026, 2, 2, 6) + day * dayMs)

describe('a load without rows is explained by its evidence', () => {
  const ok = { status: 200 }
  test.each<[string, LoadEvidence, string, 'ok' | 'anomaly', boolean]>([
    ['no evidence', {}, 'unexplained', 'anomaly', false],
    ['HTTP 429', { answers: [{ status: 429 }] }, 'rate-limited', 'anomaly', true],
    [
      "Meta's code in an answer of status 200",
      { answers: [ok, { status: 200, code: '80000' }] },
      'rate-limited',
      'anomaly',
      true,
    ],
    [
      "Google's code",
      { answers: [{ status: 400, code: 'RESOURCE_EXHAUSTED' }] },
      'rate-limited',
      'anomaly',
      true,
    ],
    [
      'a throttle header',
      { answers: [{ status: 200, throttled: true }], activeNow: [] },
      'rate-limited',
      'anomaly',
      true,
    ],
    ['refused', { answers: [{ status: 403 }], activeNow: [] }, 'no-access', 'anomaly', false],
    ['failed', { answers: [ok, { status: 503 }, { status: 0 }] }, 'source-error', 'anomaly', true],
    ['pages missing', { answers: [ok], pages: { read: 0, expected: 42 } }, 'pages-missing', 'anomaly', true],
    [
      'active yesterday',
      { answers: [ok], activeBefore: ['Spring', 'Brand'] },
      'entities-active',
      'anomaly',
      true,
    ],
    ['active now', { answers: [ok], activeNow: ['Spring'] }, 'entities-active', 'anomaly', true],
    [
      'all paused, says the source',
      { answers: [ok], activeBefore: ['Spring'], activeNow: [] },
      'nothing-active',
      'ok',
      false,
    ],
    ['nothing before, a good answer', { answers: [ok], activeBefore: [] }, 'nothing-active', 'ok', false],
    ['nothing before, and not known how it was read', { activeBefore: [] }, 'unexplained', 'anomaly', false],
    ['a good answer alone', { answers: [ok] }, 'unexplained', 'anomaly', false],
  ])('%s', (_, evidence, cause, state, retry) => {
    expect(explainEmpty(evidence)).toMatchObject({ cause, state, retry })
  })

  test.each<[LoadEvidence, string]>([
    [
      {
        answers: [
          { status: 400, code: '80000' },
          { status: 400, code: '80000' },
        ],
        pages: { read: 0, expected: 42 },
      },
      'no rows: the source limits the rate of requests (code 80000 on all 2 tries, 0 of 42 pages read)',
    ],
    [
      { answers: [{ status: 200 }], activeBefore: ['Spring', 'Brand'] },
      'no rows: 2 that had rows in the last load have none now: "Spring", "Brand"',
    ],
  ])('in words: %j', (evidence, message) => {
    expect(explainEmpty(evidence).message).toBe(message)
  })
})

describe('copies', () => {
  const random = seededRandom(7)
  const hash = () =>
    BigInt(Math.floor(random() * 2 ** 32)) * 4_294_967_296n + BigInt(Math.floor(random() * 2 ** 32))
  const load = (rows: number) => Array.from({ length: rows }, hash)
  const earlier = (loads: readonly (readonly bigint[])[]) =>
    loads.map((hashes, i) => ({ run: `run-${i}`, at: at(i), sketch: sketchOf(hashes) }))
  const [a, b, c] = [load(3000), load(3000), load(3000)]
  const replaced = (share: number) => [
    ...c.slice(Math.round(3000 * share)),
    ...load(Math.round(3000 * share)),
  ]

  test.each([
    ['the first load', a, [], 'learning', undefined],
    ['another one', c, [a, b], 'ok', undefined],
    ['the last one again, in another order', b.toReversed(), [a, b], 'copy', 'block'],
    ['an older one again', a, [a, b, c], 'copy', 'block'],
    ['the same as the only one before', a, [a], 'copy', 'warn'],
    ['one row in fifty replaced', replaced(0.02), [a, b, c], 'near-copy', 'block'],
    ['half of the rows replaced', replaced(0.5), [a, b, c], 'ok', undefined],
    ['the same as always', a, [a, a, a], 'unchanging', undefined],
    ['nearly the same as always', replaced(0.01), [c, replaced(0.01), replaced(0.01)], 'ok', undefined],
    ['no rows twice', [], [[], []], 'ok', undefined],
  ] as const)('%s', (_, hashes, loads, state, severity) => {
    const verdict = judgeCopy(sketchOf(hashes), earlier(loads))
    expect(verdict.state).toBe(state)
    expect(verdict.severity).toBe(severity)
  })

  test('the message names the load that came again', () => {
    expect(judgeCopy(sketchOf(b), earlier([a, b])).message).toBe(
      '3,000 rows, exactly those of 2026-03-03 06:00 UTC (run run-1); successive loads usually share 0 %',
    )
  })
})

describe('a metric that stands still', () => {
  const points = (values: readonly number[]) => values.map((value, i) => ({ at: at(i), value }))
  const varied = [101, 99, 103, 98, 102, 100, 97, 104, 105, 96]
  test.each([
    ['four times the same number after ten different ones', [...varied, 7, 7, 7, 7], 'constant'],
    ['twice', [...varied, 7, 7], 'ok'],
    ['four times where numbers are often the same', [3, 3, 3, 2, 2, 3, 3, 3, 2, 2, 2, 3, 3, 3, 3], 'ok'],
    ['ever since', [5, 5, 5, 5, 5, 5], 'always-constant'],
    ['few values', [5, 6, 5], 'learning'],
    ['none', [], 'learning'],
  ] as const)('%s', (_, values, state) => {
    expect(judgeConstant(points(values)).state).toBe(state)
  })

  test('says how long, and the budget changes the outcome', () => {
    const verdict = judgeConstant(points([...varied, 7, 7, 7, 7]))
    expect(verdict).toMatchObject({ runs: 4, since: at(10) })
    expect(judgeConstant(points([...varied, 7, 7, 7, 7]), { falseAlarms: 1e-9 }).state).toBe('ok')
  })
})

describe('missing slices', () => {
  const campaigns = (sizes: Readonly<Record<string, number>>): readonly Slice[] =>
    Object.entries(sizes).map(([name, size]) => ({ name, size }))
  const usual = campaigns({ brand: 600, spring: 300, test: 80, tail: 20 })
  const sometimes = campaigns({ brand: 600, spring: 300, test: 80, tail: 20, weekend: 500 })

  test.each([
    ['all are there', usual, [usual, usual], 'ok', undefined, []],
    [
      'a small one is missing',
      campaigns({ brand: 1, spring: 1, test: 1 }),
      [usual],
      'missing',
      'warn',
      ['tail'],
    ],
    [
      'a large one is missing',
      campaigns({ brand: 1, test: 1, tail: 1 }),
      [usual, usual],
      'missing',
      'block',
      ['spring'],
    ],
    [
      'one without anything counts as missing',
      campaigns({ brand: 0, spring: 1, test: 1, tail: 1 }),
      [usual],
      'missing',
      'block',
      ['brand'],
    ],
    ['one that comes and goes is not expected', usual, [usual, sometimes, usual], 'ok', undefined, []],
    ['nothing before', usual, [], 'learning', undefined, []],
  ] as const)('%s', (_, current, earlier, state, severity, names) => {
    const verdict = judgeSlices(current, earlier)
    expect(verdict.state).toBe(state)
    expect(verdict.severity).toBe(severity)
    expect(verdict.missing.map(({ name }) => name)).toEqual(names)
  })

  test('new ones are named, coverage is by size, options change the outcome', () => {
    const current = campaigns({ brand: 1, test: 1, tail: 1, summer: 1 })
    const verdict = judgeSlices(current, [usual, usual], { noun: 'campaigns' })
    expect(verdict.coverage).toBeCloseTo(0.7, 12)
    expect(verdict.added).toEqual(['summer'])
    expect(verdict.message).toBe('3 of 4 campaigns are there, 70 % of the usual size; missing: "spring"')
    expect(judgeSlices(current, [usual, usual], { atLeast: 0.6 }).severity).toBe('warn')
    expect(judgeSlices(usual, [sometimes, usual, usual], { usual: 0.2 }).state).toBe('missing')
  })
})

describe('restatement of past days', () => {
  const random = seededRandom(11)
  // Yesterday still grows by 5 to 15 %, later days hardly change.
  const earlier: readonly Restatement[] = Array.from({ length: 40 }, () => [
    { age: 1, before: 1000, after: 1000 * (1.05 + 0.1 * random()) },
    { age: 7, before: 1000, after: 1000 * (1 + 0.01 * random()) },
    { age: 28, before: 1000, after: 1000 },
  ]).flat()

  test.each([
    ['yesterday grows as ever', { age: 1, before: 2000, after: 2200 }, 'ok'],
    ['yesterday doubles', { age: 1, before: 2000, after: 4000 }, 'anomaly'],
    ['yesterday shrinks by half', { age: 1, before: 2000, after: 1000 }, 'anomaly'],
    ['a week back grows by a tenth', { age: 7, before: 2000, after: 2200 }, 'anomaly'],
    ['a month back is as it was', { age: 28, before: 2000, after: 2000 }, 'ok'],
    ['a month back is not', { age: 28, before: 2000, after: 2100 }, 'anomaly'],
    [
      'the day after has nothing to go by but its neighbours',
      { age: 27, before: 2000, after: 2100 },
      'anomaly',
    ],
    ['something where nothing was', { age: 28, before: 0, after: 5 }, 'anomaly'],
    ['nothing stays nothing', { age: 28, before: 0, after: 0 }, 'ok'],
  ] as const)('%s', (_, restatement, state) => {
    expect(judgeRestatement(restatement, earlier).state).toBe(state)
  })

  test('few changes are too few', () => {
    const few = judgeRestatement({ age: 1, before: 1, after: 9 }, earlier.slice(0, 9))
    expect(few).toMatchObject({ state: 'learning', compared: 3 })
  })

  test('the message says what is usual', () => {
    expect(judgeRestatement({ age: 28, before: 2000, after: 2100 }, earlier).message).toMatch(
      /^28 days back changed by \+5 %, from 2,000 to 2,100; at this age -[\d.]+ % to \+[\d.]+ % is usual$/,
    )
  })
})

test.each([
  [100, 100],
  [97, 100],
  [0.0101, 0.01],
  [2.05, 2],
  [3, undefined],
  [1, undefined],
  [0, undefined],
])('a ratio of %d is likely a factor of %s', (ratio, factor) => {
  expect(likelyFactor(ratio)?.factor).toBe(factor)
})
