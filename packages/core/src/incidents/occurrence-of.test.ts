import { expect, test } from 'vitest'
import { alertOf, type AlertFacts } from '../alerts/alert-of.ts'
import type { Alert } from '../alerts/alert.ts'
import type { CheckResult } from '../checks/check.ts'
import { occurrenceOf } from './occurrence-of.ts'

const at = new Date('2026-03-16T06:00:00Z')
const found = (check: string, severity: 'block' | 'warn' = 'block'): CheckResult => ({
  check,
  severity,
  status: 'failed',
  subject: 'orders',
  message: `${check} failed`,
  sample: [{ mail: 'someone@example.com' }],
})

function alert(change: Partial<AlertFacts>): Alert {
  const run = { id: 'run-1', pipeline: 'load', deployment: 'acme', asOf: at }
  const facts = { run, at, step: 'orders', checks: [], skipped: ['scores'], unaffected: ['bolt'], ...change }
  return alertOf(facts) as Alert
}

test('an occurrence has all that the alert says, and no rows of data', () => {
  const occurrence = occurrenceOf(
    alert({ checks: [found('row-count')], label: 'Acme', timeZone: 'Asia/Kolkata' }),
  )
  expect(occurrence).toEqual({
    deployment: { name: 'acme', label: 'Acme' },
    pipeline: 'load',
    run: 'run-1',
    step: 'orders',
    asOf: at,
    at,
    severity: 'block',
    headline: 'row-count failed',
    rootCause: 'orders/row-count',
    checks: [
      {
        check: 'row-count',
        severity: 'block',
        status: 'failed',
        subject: 'orders',
        message: 'row-count failed',
      },
    ],
    notDone: ['scores'],
    unaffected: ['bolt'],
    next: ['sluice show run-1 orders', 'sluice resume run-1'],
    timeZone: 'Asia/Kolkata',
  })
  expect(JSON.stringify(occurrence)).not.toContain('someone')
})

const error = { name: 'Gone', code: 'gone', message: 'no answer' }
test.each<[string, Partial<AlertFacts>, string | undefined]>([
  ['an error there', { error }, 'wh'],
  ['an empty table', { checks: [found('not-empty')] }, 'wh'],
  ['a stale table', { checks: [found('fresh', 'warn')] }, 'wh'],
  ['a table that is the one of before', { checks: [found('copy')] }, 'wh'],
  ['values that are wrong', { checks: [found('not-null')] }, undefined],
])('a system is what is broken by %s', (_name, change, expected) => {
  expect(occurrenceOf(alert(change), 'wh').resource).toBe(expected)
})
