import { describe, expect, test } from 'vitest'
import { SluiceError } from '@sluice/expr'
import type { CheckResult } from '../checks/check.ts'
import type { Alert } from './alert.ts'
import { alertJson } from './alert-json.ts'
import { alertError, alertOf, type AlertFacts } from './alert-of.ts'
import { renderAlert } from './render-alert.ts'

const run = {
  id: 'run-3',
  pipeline: 'propensity.refresh',
  deployment: 'acme',
  asOf: new Date('2026-03-16T00:00:00Z'),
}
const renamed: CheckResult = {
  check: 'schema',
  name: 'schema/missing(amount)',
  severity: 'block',
  status: 'failed',
  subject: 'events',
  column: 'amount',
  message: `events: column "amount" is missing; "order_value" is new and looks like it. Map it: mapping: { amount: 'order_value' }`,
  likelyCause: 'column "amount" was renamed to "order_value"',
  sample: [{ id: 'c1', mail: 'someone@example.com' }],
}
const fewer: CheckResult = {
  check: 'row-count',
  name: 'row-count',
  severity: 'warn',
  status: 'failed',
  subject: 'events',
  message: 'events: 12,000 rows, 40 % fewer: about 20,000 expected',
}
const passed: CheckResult = { ...fewer, status: 'passed', message: 'events: 20,000 rows' }

function facts(change: Partial<AlertFacts> = {}): AlertFacts {
  return {
    run,
    label: 'Acme Shoes',
    at: new Date('2026-03-16T05:04:00Z'),
    step: 'extract',
    checks: [passed, fewer, renamed],
    skipped: ['features', 'scores', 'deliver'],
    unaffected: ['bolt', 'nord'],
    timeZone: 'Europe/Berlin',
    ...change,
  }
}

const alert = (change: Partial<AlertFacts> = {}) => alertOf(facts(change)) as Alert

describe('alertOf', () => {
  test('is about the most severe check, with the others behind it', () => {
    expect(alert()).toMatchObject({
      severity: 'block',
      headline: renamed.message,
      likelyCause: renamed.likelyCause,
      checks: [renamed, fewer],
      rootCause: 'events/schema/amount',
      dedupeKey: 'acme/events/schema/amount',
      effect: { notDone: ['features', 'scores', 'deliver'], unaffected: ['bolt', 'nord'] },
      next: ['sluice show run-3 extract', 'sluice resume run-3'],
    })
  })

  const error = { name: 'SourceUnavailable', code: 'source-unavailable', message: 'no answer' }
  test.each([
    ['nothing', { checks: [passed] }, undefined],
    ['a check that is learning', { checks: [{ ...fewer, status: 'learning' } as const] }, undefined],
    ['a warning', { checks: [fewer] }, ['warn', 'events/row-count', fewer.message]],
    ['an error', { checks: [], error }, ['error', 'extract/source-unavailable', 'no answer']],
    [
      'an error besides a warning',
      { checks: [fewer], error },
      ['error', 'extract/source-unavailable', 'no answer'],
    ],
    [
      'an error of an element of a map',
      { step: 'pulls[acme].report', checks: [], error },
      ['error', 'pulls/source-unavailable', 'no answer'],
    ],
    ['an error besides a block', { error }, ['block', 'events/schema/amount', renamed.message]],
    [
      'an error without code',
      { checks: [], error: { name: 'TypeError', message: 'x' } },
      ['error', 'extract/TypeError', 'x'],
    ],
  ] as const)('%s', (_name, change, expected) => {
    const made = alertOf(facts(change))
    expect(made && [made.severity, made.rootCause, made.headline]).toEqual(expected)
  })

  test('counts the runs that met the same root cause, this one once', () => {
    const at = (day: number) => new Date(Date.UTC(2026, 2, day))
    const earlier = [
      { run: 'run-1', rootCause: 'events/schema/amount', at: at(2) },
      { run: 'run-2', rootCause: 'events/row-count', at: at(1) },
      { run: 'run-3', rootCause: 'events/schema/amount', at: at(15) },
    ]
    expect(alert({ earlier }).seen).toEqual({ first: at(2), times: 2 })
    expect(alert().seen).toEqual({ first: facts().at, times: 1 })
    expect(alert({ earlier, seen: { first: at(1), times: 9 } }).seen).toEqual({ first: at(1), times: 9 })
  })

  test('an error is kept without stack and cause', () => {
    class Refused extends SluiceError {
      readonly code = 'refused'
    }
    expect(alertError(new Refused('no', { cause: 'password' }))).toEqual({
      name: 'Refused',
      code: 'refused',
      message: 'no',
    })
    expect(alertError('text')).toEqual({ name: 'Error', message: 'text' })
  })
})

describe('renderAlert', () => {
  test('says what, why, what it means and what to do', () => {
    expect(renderAlert(alert())).toBe(
      [
        'BLOCKED · Acme Shoes · propensity.refresh · Mon 16 Mar 2026, 06:04 Europe/Berlin',
        renamed.message,
        `  warning: ${fewer.message}`,
        'Likely cause: column "amount" was renamed to "order_value"',
        'Effect: NOT done: features, scores, deliver',
        'Goes on: bolt, nord',
        'Seen: for the first time',
        'Next:  sluice show run-3 extract',
        '       sluice resume run-3',
      ].join('\n'),
    )
  })

  test('a warning went on', () => {
    const text = renderAlert(alert({ checks: [fewer], skipped: [] }))
    expect(text).toContain('Effect: none, the run went on')
    expect(text).not.toContain('resume')
  })

  test('is bounded, whatever came in', () => {
    const many = Array.from({ length: 300 }, (_, i) => ({
      ...fewer,
      message: `events: ${i} ${'x'.repeat(5000)}`,
    }))
    const unaffected = Array.from({ length: 100 }, (_, i) => `client-${i}`)
    const text = renderAlert(alert({ checks: many, unaffected }))
    expect(text.length).toBeLessThan(6000)
    expect(text).toContain('and 294 more checks failed')
    expect(text).toContain('client-7 and 92 more')
  })

  test('no control character from data reaches a terminal, and a message stays on its line', () => {
    const text = renderAlert(alert({ checks: [{ ...renamed, message: 'a\u001b[2Jb\nNext: rm -rf' }] }))
    expect(text).not.toContain('\u001b')
    expect(text.split('\n')[1]).toBe('a\\u001b[2Jb Next: rm -rf')
  })

  test.each([
    ['Nowhere/City', 'Mon 16 Mar 2026, 05:04 UTC'],
    ['Asia/Kolkata', 'Mon 16 Mar 2026, 10:34 Asia/Kolkata'],
  ])('in time zone %s', (timeZone, expected) => expect(renderAlert(alert({ timeZone }))).toContain(expected))
})

describe('alertJson', () => {
  test('is JSON with instants as text and the rendered text, without rows of data', () => {
    const json = alertJson(alert())
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
    expect(json).toMatchObject({
      kind: 'sluice-alert',
      version: 1,
      at: '2026-03-16T05:04:00.000Z',
      seen: { first: '2026-03-16T05:04:00.000Z', times: 1 },
      dedupeKey: 'acme/events/schema/amount',
      text: renderAlert(alert()),
    })
    expect(JSON.stringify(json)).not.toContain('someone@example.com')
  })

  test('has the rows where they are asked for', () => {
    expect(JSON.stringify(alertJson(alert(), { samples: true }))).toContain('someone@example.com')
  })
})
