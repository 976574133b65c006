import assert from 'node:assert/strict'
import { alertOf, type Alert, type AlertSink, type CheckResult } from '@sluice/core'
import type { ContractCase } from './contract-case.ts'

/** A sink with what arrived at its other end: one text per alert, in the order of arrival. */
export interface TestedSink {
  readonly sink: AlertSink
  readonly arrived: () => Promise<readonly string[]>
}

/** An alert for tests about a table named `subject`. */
export function testAlert(subject = 'events', change: Partial<CheckResult> = {}): Alert {
  const alert = alertOf({
    run: {
      id: 'run-1',
      pipeline: 'propensity.refresh',
      deployment: 'acme',
      asOf: new Date('2026-03-16T00:00:00Z'),
    },
    label: 'Acme Shoes',
    at: new Date('2026-03-16T05:04:00Z'),
    step: 'extract',
    checks: [
      {
        check: 'not-empty',
        severity: 'block',
        status: 'failed',
        subject,
        message: `${subject}: has no rows`,
        sample: [{ mail: 'someone@example.com' }],
        ...change,
      },
    ],
    skipped: ['features'],
    unaffected: ['bolt'],
  })
  assert.ok(alert !== undefined)
  return alert
}

/** What every {@link AlertSink} must do, given one that works. */
export const sinkContract: readonly ContractCase<TestedSink>[] = [
  {
    name: 'has a kind',
    check: async ({ sink }) => assert.match(sink.kind, /^[a-z][a-z-]*$/),
  },
  {
    name: 'an alert arrives once, with client, what happened and what to type',
    async check({ sink, arrived }) {
      await sink.send(testAlert())
      const texts = await arrived()
      assert.equal(texts.length, 1)
      for (const fact of ['Acme Shoes', 'events: has no rows', 'features', 'sluice resume run-1']) {
        assert.ok(texts[0]?.includes(fact), fact)
      }
    },
  },
  {
    name: 'alerts arrive in the order in which they were sent',
    async check({ sink, arrived }) {
      for (const subject of ['first', 'second', 'third']) await sink.send(testAlert(subject))
      const texts = await arrived()
      assert.deepEqual(
        texts.map(text => /(\w+): has no rows/.exec(text)?.[1]),
        ['first', 'second', 'third'],
      )
    },
  },
  {
    name: 'alerts sent at once all arrive, each whole',
    async check({ sink, arrived }) {
      const subjects = Array.from({ length: 20 }, (_, i) => `table${i}`)
      await Promise.all(subjects.map(subject => sink.send(testAlert(subject))))
      const texts = await arrived()
      const found = texts.map(text => /(table\d+): has no rows/.exec(text)?.[1])
      assert.deepEqual(new Set(found), new Set(subjects))
      assert.equal(found.length, subjects.length)
    },
  },
  {
    name: 'text with line ends, quotes and other alphabets stays one alert',
    async check({ sink, arrived }) {
      const message = 'events: "Größe"\n\u001b[31m 🛒 \\ \u2028 \'x\''
      await sink.send(testAlert('events', { message }))
      const texts = await arrived()
      assert.equal(texts.length, 1)
      assert.match(texts[0] ?? '', /Größe.*🛒/u)
      assert.equal(texts[0]?.includes('\u001b'), false)
    },
  },
  {
    name: 'rows of data do not leave the machine',
    async check({ sink, arrived }) {
      await sink.send(testAlert())
      assert.ok(!(await arrived()).join().includes('someone@example.com'))
    },
  },
  {
    name: 'the alert is not changed',
    async check({ sink }) {
      const alert = testAlert()
      const before = structuredClone(alert)
      await sink.send(alert)
      assert.deepEqual(alert, before)
    },
  },
]
