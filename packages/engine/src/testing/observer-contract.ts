import assert from 'node:assert/strict'
import type { CheckResult, Json } from '@sluice/core'
import type { ObservedEvent, Observer } from '../observe/observer.ts'
import type { ContractCase } from './contract-case.ts'
import { testAlert } from './sink-contract.ts'

/** An observer with what arrived at its other end, as texts in the order of arrival. */
export interface TestedObserver {
  readonly observer: Observer
  readonly arrived: () => Promise<readonly string[]>
}

type Timeless<E> = E extends unknown ? Omit<E, 'at'> : never

const start = Date.parse('2026-03-16T05:00:00Z')
const mail = 'someone@example.com'

const check: CheckResult = {
  check: 'not-null',
  severity: 'warn',
  status: 'failed',
  subject: 'events',
  column: 'mail',
  message: 'events: mail is missing in 1 of 3 rows',
  observed: 1 / 3,
  sample: [{ mail }],
}

const output: Json = {
  events: {
    dataset: {
      kind: 'dataset',
      digest: 'a'.repeat(64),
      rows: 3,
      bytes: 99,
      schema: { columns: [{ name: 'mail', type: 'text', nullable: true }] },
    },
    first: mail,
  },
}

const error = {
  name: 'StepFailed',
  code: 'step-failed',
  message: 'the source is "away"\n🛒',
  retry: 'later',
} as const

/** Everything that may be observed of one run. */
export function testEvents(run = 'run-1', deployment = 'acme'): readonly ObservedEvent[] {
  const names = { run, pipeline: 'propensity.refresh', deployment }
  const step = { ...names, step: 'extract' }
  const later = { ...names, step: 'features' }
  const asOf = new Date('2026-03-16T00:00:00Z')
  const read = { step: 'extract', path: 'tables', output }
  const reached = { asOf, keyed: 'run', definition: { step: 'other' } } as const
  const none = { attempts: 0, seconds: 0, checks: [] }
  const events: readonly Timeless<ObservedEvent>[] = [
    { ...names, kind: 'run-started', asOf, continued: false },
    { ...step, kind: 'step-reached', ...reached, reads: [] },
    { ...step, kind: 'step-started', attempt: 1 },
    { ...step, kind: 'step-log', attempt: 1, message: 'reads\tevents', fields: { of: 'crm' } },
    { ...step, kind: 'step-progress', attempt: 1, done: 1 },
    { ...step, kind: 'step-retry', attempt: 1, waitMs: 10, error },
    { ...step, kind: 'step-started', attempt: 2 },
    { ...step, kind: 'step-finished', status: 'succeeded', seconds: 2, attempts: 2, checks: [check], output },
    { ...step, kind: 'alert-sent', alert: testAlert(), sink: 'console' },
    { ...step, kind: 'alert-sent', alert: testAlert(), sink: 'webhook', error: 'HTTP 500' },
    { ...later, kind: 'step-reached', ...reached, reads: [read] },
    { ...later, kind: 'step-finished', status: 'memoised', ...none, from: 'run-0', output },
    { ...names, step: 'scores', kind: 'step-finished', status: 'skipped', ...none },
    { ...names, kind: 'run-finished', status: 'succeeded' },
  ]
  return events.map((event, i) => ({ ...event, at: new Date(start + i * 1000) }))
}

/** What every {@link Observer} must do, given one that works. */
export const observerContract: readonly ContractCase<TestedObserver>[] = [
  {
    name: 'has a kind',
    check: async ({ observer }) => assert.match(observer.kind, /^[a-z][a-z-]*$/),
  },
  {
    name: 'what was observed has arrived after closing, with client, pipeline and step',
    async check({ observer, arrived }) {
      for (const event of testEvents()) observer.observe(event)
      await observer.close()
      const all = (await arrived()).join('\n')
      for (const fact of ['acme', 'propensity.refresh', 'extract']) assert.ok(all.includes(fact), fact)
    },
  },
  {
    name: 'many runs at once all arrive',
    async check({ observer, arrived }) {
      const clients = Array.from({ length: 20 }, (_, i) => `client-${i}-of-20`)
      const runs = clients.map((client, i) => testEvents(`run-${i}`, client))
      for (const [i] of testEvents().entries()) {
        for (const events of runs) observer.observe(events[i] as ObservedEvent)
      }
      await observer.close()
      const all = (await arrived()).join('\n')
      for (const client of clients) assert.ok(all.includes(client), client)
    },
  },
  {
    name: 'an end without a beginning, as a worker sees it, is no mistake',
    async check({ observer, arrived }) {
      for (const event of testEvents().toReversed()) observer.observe(event)
      await observer.close()
      assert.ok(Array.isArray(await arrived()))
    },
  },
  {
    name: 'closing twice does nothing, and what is observed after it arrives',
    async check({ observer, arrived }) {
      await observer.close()
      await observer.close()
      for (const event of testEvents('run-2')) observer.observe(event)
      await observer.close()
      assert.ok((await arrived()).join('\n').includes('extract'))
    },
  },
  {
    name: 'rows of data do not leave the process',
    async check({ observer, arrived }) {
      for (const event of testEvents()) observer.observe(event)
      await observer.close()
      assert.ok(!(await arrived()).join('\n').includes(mail))
    },
  },
  {
    name: 'events are not changed',
    async check({ observer }) {
      const events = testEvents()
      const before = structuredClone(events)
      for (const event of events) observer.observe(event)
      await observer.close()
      assert.deepEqual(events, before)
    },
  },
  {
    name: 'an attempt gives what its work gives, and rejects as it does',
    async check({ observer }) {
      const { within = (_attempt: unknown, work: () => Promise<unknown>) => work() } = observer
      const attempt = { run: 'run-1', step: 'extract', attempt: 1 }
      for (const event of testEvents().slice(0, 3)) observer.observe(event)
      assert.equal(await within(attempt, async () => 7), 7)
      await assert.rejects(async () => within(attempt, async () => assert.fail('away')), /away/)
      assert.equal(await within({ ...attempt, run: 'unknown' }, async () => 8), 8)
      await observer.close()
    },
  },
]
