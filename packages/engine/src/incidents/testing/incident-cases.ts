import assert from 'node:assert/strict'
import { map, pipeline, planOf, step, type Alert } from '@sluice/core'
import { z } from 'zod'
import type { Engine } from '../../open-engine.ts'
import {
  ann,
  at,
  failing,
  reasons,
  runOnce,
  tablesPlan,
  WarehouseGone,
  type IncidentWorld,
  type Trouble,
} from './incident-world.ts'

/** A fact about incidents that holds over every database. */
export interface IncidentCase {
  readonly name: string
  check(world: IncidentWorld): Promise<void>
}

const empty = { finds: { orders: [failing('orders')] } }

async function only(engine: Engine) {
  const lines = await engine.incidents.list()
  assert.equal(lines.length, 1, JSON.stringify(lines.map(({ rootCause }) => rootCause)))
  return engine.incidents.get(lines[0]?.id ?? '')
}

const grouping: readonly IncidentCase[] = [
  {
    name: 'one broken warehouse, 12 tables of many clients: one incident, told once and resolved once',
    async check({ open, inbox, clients: count }) {
      const engine = await open({ channels: [inbox.channel('slack'), inbox.channel('mail')], concurrency: 8 })
      const tables = Array.from({ length: 12 }, (_, i) => `table_${i}`)
      const clients = Array.from({ length: count }, (_, i) => `client-${i}`)
      const gone = () => new WarehouseGone('PostgreSQL at warehouse.example.com:5432/shop')
      const throws = Object.fromEntries(tables.map(table => [table, gone]))
      const plans = (trouble: object) =>
        clients.map(client => ({ plan: tablesPlan(client, { tables }, trouble), fresh: true }))
      await engine.run(plans({ throws }))
      const incident = await only(engine)
      assert.equal(incident.occurrences.length, 12 * count)
      assert.equal(incident.rootCause, 'PostgreSQL at warehouse.example.com:5432/shop/warehouse-gone')
      assert.match(incident.likelyCause ?? '', /most likely PostgreSQL at warehouse/)
      for (const channel of ['slack', 'mail']) assert.deepEqual(reasons(inbox, channel), ['opened'])
      const text = inbox.received[0]?.text ?? ''
      assert.ok(text.startsWith(`FAILED · ${count} clients · load\n`), text)
      assert.ok(
        text.includes(`${12 * count} steps of ${count} clients have trouble, all with PostgreSQL`),
        text,
      )
      await engine.run(plans({}))
      const story = ['opened', 'resolved']
      for (const channel of ['slack', 'mail']) assert.deepEqual(reasons(inbox, channel), story)
      assert.equal((await only(engine)).state, 'resolved')
    },
  },
  {
    name: 'other clients with the same cause within the hour are one incident; what they share is said when it spreads',
    async check({ open, inbox, clock }) {
      const engine = await open()
      await runOnce(engine, tablesPlan('acme', {}, empty))
      clock.now = at(10)
      await runOnce(engine, tablesPlan('bolt', {}, empty))
      assert.deepEqual(reasons(inbox), ['opened', 'spread'])
      clock.now = at(90)
      await runOnce(engine, tablesPlan('cord', {}, empty))
      assert.equal((await engine.incidents.list()).length, 2)
    },
  },
  {
    name: 'what follows from a warning in the same run is folded into it; what fails elsewhere is not',
    async check({ open }) {
      const engine = await open()
      const finds = { orders: [failing('orders', 'warn')], report: [failing('report')] }
      await runOnce(engine, tablesPlan('acme', {}, { finds }))
      const { severity, headline, occurrences } = await only(engine)
      assert.deepEqual([severity, headline, occurrences.length], ['block', failing('orders').message, 2])
      const throws = { events: () => new WarehouseGone('wh') }
      const tables = ['orders', 'events']
      await runOnce(engine, tablesPlan('acme', { tables, day: 1 }, { finds, throws }))
      const all = (await engine.incidents.list()).map(({ rootCause }) => rootCause)
      assert.deepEqual(all.toSorted(), ['orders/row-count', 'wh/warehouse-gone'])
    },
  },
  {
    name: 'a warning after a repair in the same run is a trouble of its own, and the repaired one ends',
    async check({ open, inbox }) {
      const engine = await open()
      await runOnce(engine, tablesPlan('acme', {}, empty))
      const finds = { report: [failing('report', 'warn')] }
      await runOnce(engine, tablesPlan('acme', {}, { finds }))
      const lines = await engine.incidents.list()
      assert.deepEqual(lines.map(({ rootCause, state }) => `${rootCause} ${state}`).toSorted(), [
        'orders/row-count resolved',
        'report/row-count open',
      ])
      assert.deepEqual(reasons(inbox).toSorted(), ['opened', 'opened', 'resolved'])
    },
  },
  {
    name: 'a client whose run finds the same again has not recovered, one whose run does not has; the last one ends it',
    async check({ open, inbox, clock }) {
      const engine = await open()
      const warns = { finds: { orders: [failing('orders', 'warn')] } }
      await engine.run(['acme', 'bolt'].map(client => ({ plan: tablesPlan(client, {}, warns) })))
      clock.now = at(60)
      await runOnce(engine, tablesPlan('acme', { day: 1 }, warns))
      assert.equal((await only(engine)).state, 'open')
      await runOnce(engine, tablesPlan('acme', { day: 2 }))
      const { state, occurrences } = await only(engine)
      assert.equal(state, 'open')
      const still = occurrences.filter(({ recoveredAt }) => recoveredAt === undefined)
      assert.deepEqual(
        still.map(({ deployment }) => deployment.name),
        ['bolt'],
      )
      // A run of the past says nothing about now.
      await runOnce(engine, tablesPlan('bolt', { day: -1 }))
      assert.equal((await only(engine)).state, 'open')
      await runOnce(engine, tablesPlan('bolt', { day: 1 }))
      assert.equal((await only(engine)).state, 'resolved')
      assert.deepEqual(reasons(inbox), ['opened', 'resolved'])
      const [first, last] = inbox.received
      assert.deepEqual([first?.thread, last?.thread], [undefined, `slack-${first?.incident}`])
    },
  },
  {
    name: 'work that is taken over with its warning is no recovery, and opens nothing',
    async check({ open }) {
      const engine = await open()
      const plan = (day: number, version: number) => {
        const declared = pipeline('load', {
          params: z.object({}),
          steps() {
            const check = async () => (version === 1 ? [failing('orders', 'warn')] : [])
            return { orders: step({ inputs: {}, definition: { version }, run: () => version, check }) }
          },
        })
        return planOf(declared, { deployment: 'acme', params: {}, asOf: at(1440 * day) })
      }
      await runOnce(engine, plan(0, 1))
      const { steps } = await runOnce(engine, plan(1, 1))
      assert.deepEqual(
        steps.map(({ status }) => status),
        ['memoised'],
      )
      assert.deepEqual((await only(engine)).state, 'open')
      await runOnce(engine, plan(2, 2))
      assert.deepEqual((await only(engine)).state, 'resolved')
      await runOnce(engine, plan(3, 1))
      assert.deepEqual((await only(engine)).state, 'resolved')
    },
  },
  {
    name: 'a run that is tried again and is good ends its incident; what comes back the same day is the same incident',
    async check({ open, inbox, clock }) {
      const engine = await open()
      const { run } = await runOnce(engine, tablesPlan('acme', {}, empty))
      assert.equal((await runOnce(engine, tablesPlan('acme', {}))).run, run)
      assert.equal((await only(engine)).state, 'resolved')
      clock.now = at(1440)
      await runOnce(engine, tablesPlan('acme', { day: 1 }, empty))
      const { state, reopenedAt, events } = await only(engine)
      assert.deepEqual([state, reopenedAt], ['open', at(1440)])
      assert.deepEqual(reasons(inbox), ['opened', 'resolved', 'escalated'])
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['opened', 'told', 'recovered', 'resolved', 'told', 'reopened', 'told'],
      )
    },
  },
  {
    name: 'text that a database cannot hold is kept without what it cannot hold',
    async check({ open, inbox, clock }) {
      const engine = await open()
      const odd = 'a\0b \ud800 <!channel>'
      const found = { ...failing('orders'), message: odd, likelyCause: odd, evidence: [odd] }
      await runOnce(engine, tablesPlan('acme', {}, { finds: { orders: [found] } }))
      const { headline, likelyCause } = await only(engine)
      const kept = 'ab \ufffd <!channel>'
      assert.deepEqual([headline, likelyCause], [kept, kept])
      assert.deepEqual(reasons(inbox), ['opened'])
      await engine.incidents.resolve((await only(engine)).id, { who: odd, why: odd })
      assert.equal((await only(engine)).events.at(-2)?.text, kept)
      clock.now = at(120)
      await runOnce(engine, tablesPlan('bolt', {}, { throws: { orders: () => new WarehouseGone(odd) } }))
      assert.equal((await engine.incidents.list())[0]?.headline, `${kept} does not answer`)
    },
  },
  {
    name: 'an element that its map goes on without is open until it is good',
    async check({ open }) {
      const engine = await open()
      const plan = (bad: boolean, day: number) => {
        const declared = pipeline('pull', {
          params: z.object({}),
          steps() {
            const list = step({ inputs: {}, definition: { day }, run: () => ['a', 'b'] })
            const pulls = map({
              over: list,
              key: String,
              onFailure: 'continue',
              each: (name: string) =>
                step({
                  inputs: {},
                  keyed: 'run',
                  retry: { attempts: 1 },
                  run() {
                    if (bad && name === 'b') throw new TypeError('no b')
                    return name
                  },
                }),
            })
            return { list, pulls }
          },
        })
        return planOf(declared, { deployment: 'acme', params: {}, asOf: at(1440 * day) })
      }
      assert.equal((await runOnce(engine, plan(true, 0))).status, 'succeeded')
      assert.equal((await only(engine)).state, 'open')
      await runOnce(engine, plan(false, 1))
      assert.equal((await only(engine)).state, 'resolved')
    },
  },
]

const telling: readonly IncidentCase[] = [
  {
    name: 'what nobody looks at is repeated and escalated; what somebody looks at is not',
    async check({ open, inbox, clock }) {
      const engine = await open()
      await runOnce(engine, tablesPlan('acme', {}, empty))
      for (const hours of [3, 4, 5, 8, 9]) {
        clock.now = at(60 * hours)
        await engine.incidents.sweep()
      }
      assert.deepEqual(reasons(inbox), ['opened', 'repeated', 'escalated'])
      const { id } = await only(engine)
      const { state, acknowledged } = await engine.incidents.acknowledge(id, ann)
      assert.deepEqual([state, acknowledged], ['acknowledged', { ...ann, at: at(540) }])
      clock.now = at(6000)
      await engine.incidents.sweep()
      assert.deepEqual(reasons(inbox), ['opened', 'repeated', 'escalated', 'acknowledged'])
    },
  },
  {
    name: 'what is silenced is not told, and is told when the silence is over',
    async check({ open, inbox, clock }) {
      const quiet = await open({ channels: [] })
      await runOnce(quiet, tablesPlan('acme', {}, empty))
      const { id } = await only(quiet)
      await quiet.incidents.silence(id, at(60), ann)
      const engine = await open()
      clock.now = at(59)
      await engine.incidents.sweep({ gathered: true })
      assert.deepEqual(reasons(inbox), [])
      clock.now = at(60)
      await engine.incidents.sweep()
      assert.deepEqual(reasons(inbox), ['opened'])
      assert.deepEqual((await only(quiet)).silence, { ...ann, until: at(60), at: at(0) })
    },
  },
  {
    name: 'while runs go on channels are told once nothing more comes, by whoever looks',
    async check({ open, inbox, clock }) {
      const engine = await open({ channels: [] })
      await runOnce(engine, tablesPlan('acme', {}, empty))
      const other = await open()
      clock.now = at(0.4)
      await other.incidents.sweep()
      assert.deepEqual(reasons(inbox), [])
      clock.now = at(0.5)
      await Promise.all([other, await open(), await open()].map(one => one.incidents.sweep()))
      assert.deepEqual(reasons(inbox), ['opened'])
      assert.equal(inbox.requests.length, 1)
    },
  },
  {
    name: 'who dies after sending and before it is kept: another one sends the same again, and the thread goes on',
    async check({ open, inbox, clock }) {
      const died = Promise.withResolvers<void>()
      const slack = inbox.channel('slack')
      const dying = await open({
        channels: [
          {
            ...slack,
            async send(...args) {
              const thread = await slack.send(...args)
              died.resolve()
              // It never comes to keep it.
              return new Promise(() => thread)
            },
          },
        ],
      })
      const quiet = await open({ channels: [] })
      await runOnce(quiet, tablesPlan('acme', {}, empty))
      void dying.incidents.sweep({ gathered: true }).catch(() => undefined)
      await died.promise
      const other = await open()
      await other.incidents.sweep({ gathered: true })
      assert.equal(inbox.requests.length, 1)
      clock.now = at(3)
      await other.incidents.sweep()
      assert.deepEqual(
        inbox.requests.map(({ seq, reason }) => [seq, reason]),
        [
          [1, 'opened'],
          [1, 'opened'],
        ],
      )
      await runOnce(other, tablesPlan('acme', { day: 1 }))
      assert.deepEqual(reasons(inbox), ['opened', 'resolved'])
    },
  },
  {
    name: 'a channel that is away is asked once in a sweep, not for every incident',
    async check({ open, inbox, clock }) {
      const engine = await open()
      inbox.answers.push(503)
      const gone = { throws: { orders: () => new WarehouseGone('wh') } }
      await engine.run([{ plan: tablesPlan('acme', {}, empty) }, { plan: tablesPlan('bolt', {}, gone) }])
      assert.equal(inbox.requests.length, 1)
      clock.now = at(0.5)
      await engine.incidents.sweep()
      assert.deepEqual(reasons(inbox), ['opened', 'opened'])
      assert.equal(inbox.requests.length, 3)
    },
  },
  {
    name: 'a channel that fails is tried again, stops no other, and its secret is nowhere',
    async check({ open, inbox, clock }) {
      const engine = await open({ channels: [inbox.channel('slack')] })
      inbox.answers.push(503, 401)
      await runOnce(engine, tablesPlan('acme', {}, empty))
      clock.now = at(0.5)
      await engine.incidents.sweep()
      assert.deepEqual(reasons(inbox), [])
      clock.now = at(15.5)
      await engine.incidents.sweep()
      assert.deepEqual(
        inbox.requests.map(({ seq }) => seq),
        [1, 1, 1],
      )
      assert.deepEqual(reasons(inbox), ['opened'])
      const { events } = await only(engine)
      const text = JSON.stringify(events)
      assert.match(text, /slack could not be told yet \(opened\): HTTP 503 for ‹secret›/)
      assert.doesNotMatch(text, /t0ken-of-the-inbox/)
    },
  },
]

const sinks: readonly IncidentCase[] = [
  {
    name: 'an alert that stays the same is sent again after four hours, or when a run was good in between',
    async check({ open, clock }) {
      const sent: number[] = []
      const sink = { kind: 'quiet', send: async (alert: Alert) => void sent.push(alert.asOf.getTime()) }
      const engine = await open({ channels: [], alerts: [sink] })
      const story: readonly (readonly [hours: number, trouble: Trouble])[] = [
        [0, empty],
        [1, empty],
        [4.5, empty],
        [5, {}],
        [6, empty],
        [6.5, empty],
      ]
      for (const [hours, trouble] of story) {
        clock.now = at(60 * hours)
        await runOnce(engine, tablesPlan('acme', { day: hours }, trouble))
      }
      assert.deepEqual(
        sent,
        [0, 4.5, 6].map(day => at(1440 * day).getTime()),
      )
    },
  },
]

const feedback: readonly IncidentCase[] = [
  {
    name: 'what was expected is closed, its blocked output goes on, and its numbers are learned',
    async check({ open, inbox, clock }) {
      const engine = await open()
      const { run, status } = await runOnce(engine, tablesPlan('acme', {}, { ...empty, rows: 7 }))
      assert.equal(status, 'blocked')
      const { id } = await only(engine)
      const { incident, goingOn } = await engine.incidents.feedback(id, 'expected', ann)
      assert.deepEqual(goingOn, [{ run, deployment: 'acme', steps: ['orders'] }])
      assert.deepEqual([incident.state, incident.feedback?.verdict], ['resolved', 'expected'])
      assert.deepEqual(reasons(inbox), ['opened', 'resolved'])
      const resumed = await runOnce(engine, tablesPlan('acme', {}, empty))
      assert.deepEqual([resumed.run, resumed.status], [run, 'succeeded'])
      assert.deepEqual(resumed.steps.find(({ name }) => name === 'report')?.output, {
        of: { table: 'orders' },
      })
      assert.deepEqual(await history(engine), [{ run, asOf: at(0), value: 7, expected: true }])
      // It is something new where it comes again.
      clock.now = at(60)
      await runOnce(engine, tablesPlan('acme', { day: 1 }, empty))
      const [second, ...others] = await engine.incidents.list()
      assert.deepEqual(
        others.map(one => one.id),
        [id],
      )
      assert.equal((await engine.incidents.get(second?.id ?? '')).earlier, 1)
    },
  },
  {
    name: 'numbers of a run with a real problem are compared with nothing',
    async check({ open }) {
      const engine = await open()
      const warns = { finds: { orders: [failing('orders', 'warn')] }, rows: 3 }
      const { run } = await runOnce(engine, tablesPlan('acme', {}, warns))
      const good = await runOnce(engine, tablesPlan('acme', { day: 1 }))
      const values = async () => (await history(engine)).map(({ value }) => value)
      assert.deepEqual(await values(), [3, 100])
      const { id } = await only(engine)
      await engine.incidents.feedback(id, 'real', ann)
      assert.deepEqual(await values(), [100])
      assert.deepEqual([...(await engine.incidents.verdicts([run, good.run]))], [[run, 'real']])
      assert.notEqual(run, good.run)
      await engine.incidents.feedback(id, 'expected', ann)
      assert.deepEqual(await values(), [3, 100])
    },
  },
  {
    name: 'what is resolved is not acknowledged, what there is not is said',
    async check({ open, inbox }) {
      const engine = await open()
      await assert.rejects(engine.incidents.get('inc-0'), { code: 'incident-not-found' })
      await runOnce(engine, tablesPlan('acme', {}, empty))
      const { id } = await only(engine)
      assert.deepEqual(await engine.incidents.find(id.slice(0, 10)), [id])
      await engine.incidents.resolve(id, ann)
      assert.deepEqual(reasons(inbox), ['opened', 'resolved'])
      await assert.rejects(engine.incidents.acknowledge(id, ann), { code: 'incident-refused' })
      assert.deepEqual(await engine.incidents.list({ state: 'open' }), [])
      assert.deepEqual(await engine.incidents.list({ deployments: ['bolt'] }), [])
      assert.deepEqual(
        (await engine.incidents.list({ deployments: ['acme', 'bolt'] })).map(
          ({ deployments }) => deployments,
        ),
        [['acme']],
      )
    },
  },
]

async function history({ journal }: Engine) {
  return journal.history({
    run: '',
    pipeline: 'load',
    deployment: 'acme',
    asOf: at(1e6),
    step: 'orders',
    metric: 'rows',
    limit: 10,
  })
}

/** What holds of incidents, whatever the database. */
export const incidentCases: readonly IncidentCase[] = [...grouping, ...telling, ...sinks, ...feedback]
