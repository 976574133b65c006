import { describe, expect, test } from 'vitest'
import { evidenceLines, keptEvidence, troubleIn } from './load-trouble.ts'
import { sourceAnswer } from './source-answer.ts'

describe('what the headers of an answer say', () => {
  test.each<[string, number, Record<string, string>, object]>([
    ['nothing', 200, {}, { status: 200 }],
    ['wait', 503, { 'retry-after': '30' }, { status: 503, throttled: true }],
    ['no calls left', 200, { 'x-ratelimit-remaining': '0' }, { status: 200, throttled: true }],
    ['calls left', 200, { 'x-ratelimit-remaining': '10' }, { status: 200 }],
    ['half of a limit', 200, { 'x-app-usage': '{"call_count":50,"total_time":3}' }, { status: 200 }],
    [
      'all of a limit, deep inside',
      200,
      { 'x-business-use-case-usage': '{"1":[{"type":"ads","call_count":3,"total_cputime":100}]}' },
      { status: 200, throttled: true },
    ],
    ['something that is no number', 200, { 'x-app-usage': '{"call_count":"many"}' }, { status: 200 }],
  ])('%s', (_name, status, headers, expected) => {
    expect(sourceAnswer(new Response(null, { status, headers }))).toEqual(expected)
  })

  test('the code of the platform goes along', () => {
    expect(sourceAnswer(new Response(null, { status: 400 }), '80000')).toEqual({ status: 400, code: '80000' })
  })
})

test('all answered is no trouble', () => {
  expect(troubleIn({ answers: [{ status: 200 }], pages: { read: 3, expected: 3 } })).toBeUndefined()
})

test('facts are lines', () => {
  const answers = [{ status: 200 }, { status: 429, code: '80000' }, { status: 0 }]
  expect(
    evidenceLines({ answers, pages: { read: 2, expected: 42 }, activeBefore: ['a'], activeNow: [] }),
  ).toEqual([
    '3 answers: HTTP 200 1 times, HTTP 429 1 times, no answer 1 times',
    'codes of the source: 80000',
    'the source says that requests come too fast',
    '2 pages of 42 read',
    '1 had rows in the load before',
    '0 are active according to the source',
  ])
})

test('of many answers the bad ones are kept', () => {
  const answers = [...Array.from({ length: 500 }, () => ({ status: 200 })), { status: 429 }]
  const kept = keptEvidence({ answers })
  expect(kept.answers).toHaveLength(100)
  expect(kept.answers?.[0]).toEqual({ status: 429 })
})
