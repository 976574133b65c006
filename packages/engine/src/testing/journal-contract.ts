import assert from 'node:assert/strict'
import type { CheckResult, Json } from '@sluice/core'
import type { Claim, NewRun, RunJournal, RunStatus, StepEnd } from '../journal/journal.ts'
import type { ContractCase } from './contract-case.ts'
import { projectionOf } from './projection.ts'

const monday = new Date('2026-03-02T00:00:00Z')
const nextMonday = new Date('2026-03-09T00:00:00Z')
let made = 0

/** A run with an id and an owner of its own. */
function newRun(change: Partial<NewRun> = {}): NewRun {
  const n = String((made += 1))
  return {
    id: `run-${n}`,
    pipeline: 'refresh',
    deployment: 'acme',
    asOf: monday,
    intervalStart: new Date('2026-02-23T00:00:00Z'),
    params: { category: 'shoes' },
    startedAt: new Date('2026-03-02T06:00:00Z'),
    owner: { id: `owner-${n}`, host: 'host', machine: 'machine', pid: 7, started: '42' },
    who: 'ann',
    steps: ['extract', 'scores'],
    ...change,
  }
}

const check: CheckResult = {
  check: 'row-count',
  severity: 'warn',
  status: 'failed',
  subject: 'events',
  message: 'events: 3 rows, 40 % fewer',
  observed: 3,
  sample: [{ id: 'a', amount: null }],
}

function ended(change: Partial<StepEnd> = {}): StepEnd {
  const facts = { status: 'succeeded', attempts: 1, seconds: 2, key: 'key', output: { rows: 3 } } as const
  return { step: 'extract', ...facts, ...change }
}

async function started(journal: RunJournal, run: NewRun): Promise<Claim> {
  const claim = await journal.start(run)
  assert.ok(claim, 'the run starts')
  return claim
}

const claims: readonly ContractCase<RunJournal>[] = [
  {
    name: 'a started run is found by id, by the beginning of its id, by its three, and in the list',
    async check(journal) {
      const run = newRun({ label: 'Acme Shoes' })
      await started(journal, run)
      const { owner, steps: _steps, ...facts } = run
      const found = await journal.run(run.id)
      assert.ok(found?.heardAt)
      const { heardAt: _heardAt, ...record } = found
      assert.deepEqual(record, { ...facts, owner, status: 'running' })
      const all = await Promise.all([
        journal.find(run.id.slice(0, -1)),
        journal.latest('refresh', 'acme', monday),
        journal.runs({ pipeline: 'refresh', deployment: 'acme', unfinished: true, running: true }),
      ])
      assert.deepEqual(
        all.flat().map(other => other?.id),
        [run.id, run.id, run.id],
      )
      const names = (await journal.steps(run.id)).map(({ name, status }) => [name, status])
      assert.deepEqual(names, [
        ['extract', 'waiting'],
        ['scores', 'waiting'],
      ])
      assert.deepEqual(await journal.find('other'), [])
      assert.equal(await journal.run('other'), undefined)
    },
  },
  {
    name: 'one run of a pipeline, deployment and instant runs at a time, however many start at once',
    async check(journal) {
      const starts = await Promise.all(Array.from({ length: 5 }, () => journal.start(newRun())))
      assert.equal(starts.filter(claim => claim !== undefined).length, 1)
      for (const other of [{ pipeline: 'train' }, { deployment: 'bolt' }, { asOf: nextMonday }]) {
        await started(journal, newRun(other))
      }
    },
  },
  {
    name: 'an unfinished run is taken over from the owner that was seen, by one of those who try',
    async check(journal) {
      const run = newRun()
      await started(journal, run)
      const others = [newRun({ id: run.id, steps: ['extract', 'new'] }), newRun({ id: run.id })]
      const taken = await Promise.all(others.map(other => journal.takeOver(other, run.owner)))
      assert.equal(taken.filter(claim => claim !== undefined).length, 1)
      // Which of them was quicker is left to chance; everything is the winner's.
      const winner = others[taken.findIndex(claim => claim !== undefined)]
      assert.deepEqual((await journal.run(run.id))?.owner, winner?.owner)
      assert.deepEqual(
        (await journal.steps(run.id)).map(({ name }) => name),
        winner?.steps,
      )
    },
  },
  {
    name: 'steps that the end of a step adds stand after it, whole or not at all; a run that goes on begins without them',
    async check(journal) {
      const run = newRun({ steps: ['pulls[]', 'pulls', 'sum'] })
      const claim = await started(journal, run)
      const names = async () => (await journal.steps(run.id)).map(({ name, status }) => `${name} ${status}`)
      await claim.endStep(ended({ step: 'pulls[]', status: 'failed', adds: ['pulls[x]'] }))
      await claim.endStep(ended({ step: 'pulls[]', adds: ['pulls[b]', 'pulls[a]'] }))
      await claim.startStep('pulls[a]', 1)
      const added = [
        'pulls[] succeeded',
        'pulls[b] waiting',
        'pulls[a] running',
        'pulls waiting',
        'sum waiting',
      ]
      assert.deepEqual(await names(), added)
      assert.deepEqual(await journal.steps(run.id), projectionOf(await journal.events(run.id)).steps)
      await claim.finish('cancelled')
      await journal.takeOver(newRun({ id: run.id, steps: run.steps }), undefined)
      assert.deepEqual(await names(), ['pulls[] waiting', 'pulls waiting', 'sum waiting'])
    },
  },
  {
    name: 'who has lost a run can write nothing of it',
    async check(journal) {
      const run = newRun()
      const claim = await started(journal, run)
      assert.ok(await journal.takeOver(newRun({ id: run.id }), run.owner))
      const before = await journal.events(run.id)
      for (const write of [
        () => claim.startStep('extract', 1),
        () => claim.endStep(ended()),
        () => claim.record({ kind: 'step-log', data: {} }),
        () => claim.beat(),
        () => claim.finish('succeeded'),
        () => claim.noteAlert('cause'),
        () => claim.alertSent('cause', 'console', { kind: 'alert-sent', data: {} }),
      ]) {
        await assert.rejects(write, { code: 'run-lost' })
      }
      assert.deepEqual(await journal.events(run.id), before)
      assert.equal(await journal.output('key'), undefined)
    },
  },
  {
    name: 'a finished run is given up; when it has not succeeded it goes on, otherwise another one starts',
    async check(journal) {
      const table: readonly (readonly [RunStatus, boolean])[] = [
        ['failed', true],
        ['blocked', true],
        ['cancelled', true],
        ['succeeded', false],
      ]
      for (const [status, goesOn] of table) {
        const run = newRun({ deployment: status })
        const claim = await started(journal, run)
        await claim.finish(status)
        const found = await journal.run(run.id)
        assert.deepEqual([found?.status, found?.owner], [status, undefined])
        assert.ok(found?.finishedAt)
        await assert.rejects(claim.endStep(ended()), { code: 'run-lost' })
        const again = await journal.takeOver(newRun({ id: run.id, deployment: status }), undefined)
        assert.equal(again !== undefined, goesOn, status)
      }
    },
  },
  {
    name: 'an older run is not taken over while a newer one of the same three is running',
    async check(journal) {
      const old = newRun()
      await (await started(journal, old)).finish('failed')
      await started(journal, newRun())
      assert.equal(await journal.takeOver(newRun({ id: old.id }), undefined), undefined)
    },
  },
  {
    name: 'a run is interrupted in the name of its owner only; what was running will run again',
    async check(journal) {
      const run = newRun()
      const claim = await started(journal, run)
      await claim.startStep('extract', 1)
      assert.equal(await journal.interrupt(run.id, newRun().owner), false)
      assert.equal(await journal.interrupt(run.id, run.owner), true)
      assert.equal((await journal.run(run.id))?.status, 'interrupted')
      assert.equal((await journal.steps(run.id))[0]?.status, 'waiting')
      assert.equal(await journal.interrupt(run.id, run.owner), false)
      await started(journal, newRun())
    },
  },
]

const steps: readonly ContractCase<RunJournal>[] = [
  {
    name: 'finished work is found by its key, with its checks and numbers; other ends are not finished work',
    async check(journal) {
      const run = newRun()
      const claim = await started(journal, run)
      const metrics = [{ metric: 'rows', value: 3 }]
      await claim.endStep(ended({ checks: [check], metrics }))
      assert.deepEqual(await journal.output('key'), {
        output: { rows: 3 },
        checks: [check],
        metrics,
        run: run.id,
      })
      for (const status of ['failed', 'blocked', 'cancelled', 'skipped', 'memoised'] as const) {
        await claim.endStep(ended({ status, key: status }))
        assert.equal(await journal.output(status), undefined, status)
      }
    },
  },
  {
    name: 'an output comes back as it went in',
    async check(journal) {
      const claim = await started(journal, newRun())
      const outputs: readonly Json[] = [
        null,
        0,
        false,
        '',
        'ü\u{1f600}"\\\n',
        [],
        {},
        [[{ a: [1.5e-300, -1] }]],
      ]
      for (const [i, output] of outputs.entries()) {
        await claim.endStep(ended({ key: `k${i}`, output }))
        assert.deepEqual((await journal.output(`k${i}`))?.output, output)
      }
    },
  },
  {
    name: 'the records of a run are what its events say, at every moment',
    async check(journal) {
      const run = newRun()
      const agree = async () => {
        const events = await journal.events(run.id)
        const said = projectionOf(events)
        assert.deepEqual(await journal.steps(run.id), said.steps)
        assert.equal((await journal.run(run.id))?.status, said.status)
      }
      const error = { name: 'E', code: 'e', message: 'm', retry: 'never', stack: 'at x' } as const
      const claim = await started(journal, run)
      await agree()
      for (const act of [
        () => claim.startStep('extract', 1),
        () => claim.record({ step: 'extract', attempt: 1, kind: 'step-log', data: { message: 'hi' } }),
        () => claim.startStep('extract', 2),
        () => claim.endStep(ended({ attempts: 2, checks: [check, check] })),
        () => claim.endStep({ step: 'scores', status: 'failed', attempts: 1, seconds: 0, error }),
        () => claim.finish('failed'),
      ]) {
        await act()
        await agree()
      }
      const again = newRun({ id: run.id, steps: ['extract', 'scores', 'deliver'] })
      const next = await journal.takeOver(again, undefined)
      await agree()
      await next?.startStep('scores', 1)
      await journal.interrupt(run.id, again.owner)
      await agree()
    },
  },
  {
    name: 'events come in order, and only the new ones when asked',
    async check(journal) {
      const run = newRun()
      const claim = await started(journal, run)
      await claim.record({ kind: 'one', data: 1 })
      const seen = (await journal.events(run.id)).at(-1)
      await claim.record({ step: 'extract', attempt: 3, kind: 'two', data: { deep: [null, 'x'] } })
      await claim.record({ kind: 'three', data: null })
      const fresh = await journal.events(run.id, seen?.id)
      assert.deepEqual(
        fresh.map(({ kind, step, attempt, data }) => [kind, step, attempt, data]),
        [
          ['two', 'extract', 3, { deep: [null, 'x'] }],
          ['three', undefined, undefined, null],
        ],
      )
    },
  },
]

/** A run of the past with one number. */
interface Past {
  readonly asOf: string
  readonly value: number
  readonly status?: RunStatus
  readonly pipeline?: string
  readonly deployment?: string
  readonly step?: string
}

async function remember(journal: RunJournal, past: Past): Promise<void> {
  const {
    asOf,
    value,
    status = 'succeeded',
    pipeline = 'refresh',
    deployment = 'acme',
    step = 'extract',
  } = past
  const claim = await started(journal, newRun({ asOf: new Date(asOf), pipeline, deployment }))
  await claim.endStep(ended({ step, metrics: [{ metric: 'rows', value }] }))
  await claim.finish(status)
}

const query = {
  run: 'none',
  pipeline: 'refresh',
  deployment: 'acme',
  asOf: new Date('2026-03-23T00:00:00Z'),
  step: 'extract',
  metric: 'rows',
  limit: 10,
}

const history: readonly ContractCase<RunJournal>[] = [
  {
    name: 'history is what successful runs of the same pipeline, deployment and step left, oldest first',
    async check(journal) {
      const pasts: readonly Past[] = [
        { asOf: '2026-03-09', value: 2 },
        { asOf: '2026-03-02', value: 1 },
        { asOf: '2026-03-10', value: 90, status: 'failed' },
        { asOf: '2026-03-11', value: 91, status: 'blocked' },
        { asOf: '2026-03-12', value: 92, pipeline: 'train' },
        { asOf: '2026-03-13', value: 93, deployment: 'bolt' },
        { asOf: '2026-03-14', value: 94, step: 'scores' },
        { asOf: '2026-03-16', value: 3 },
      ]
      for (const past of pasts) await remember(journal, past)
      const values = async (change: object) =>
        (await journal.history({ ...query, ...change })).map(p => p.value)
      assert.deepEqual(await values({}), [1, 2, 3])
      assert.deepEqual(await values({ limit: 2 }), [2, 3])
      assert.deepEqual(await values({ asOf: new Date('2026-03-09') }), [1, 2])
      assert.deepEqual(await values({ metric: 'other' }), [])
      const [newest] = (await journal.history(query)).slice(-1)
      assert.equal(newest?.asOf.toISOString(), '2026-03-16T00:00:00.000Z')
      assert.deepEqual(await values({ run: newest.run }), [1, 2])
    },
  },
  {
    name: 'of several runs as of one instant the newest counts, once',
    async check(journal) {
      for (const value of [1, 2, 3]) await remember(journal, { asOf: '2026-03-02', value })
      const points = await journal.history(query)
      assert.deepEqual(
        points.map(({ value }) => value),
        [3],
      )
    },
  },
  {
    name: 'what belongs to a number is kept with it',
    async check(journal) {
      const claim = await started(journal, newRun())
      await claim.endStep(
        ended({
          metrics: [
            { metric: 'rows', value: 2, detail: '{"size":7}' },
            { metric: 'others', value: 3 },
          ],
        }),
      )
      await claim.finish('succeeded')
      const details = async (metric: string) =>
        (await journal.history({ ...query, metric })).map(({ detail }) => detail)
      assert.deepEqual([await details('rows'), await details('others')], [['{"size":7}'], [undefined]])
    },
  },
  {
    name: 'a step that runs again in the same run replaces its numbers',
    async check(journal) {
      const claim = await started(journal, newRun())
      await claim.endStep(ended({ status: 'blocked', metrics: [{ metric: 'rows', value: 1 }] }))
      await claim.endStep(ended({ metrics: [{ metric: 'rows', value: 2 }] }))
      await claim.finish('succeeded')
      assert.deepEqual(
        (await journal.history(query)).map(({ value }) => value),
        [2],
      )
    },
  },
]

const alerts: readonly ContractCase<RunJournal>[] = [
  {
    name: 'an alert knows how many runs have met its cause, and which sinks have it for this run or another',
    async check(journal) {
      const first = await started(journal, newRun())
      assert.deepEqual((await first.noteAlert('acme/events')).times, 1)
      await first.alertSent('acme/events', 'slack', { kind: 'alert-sent', data: { sink: 'slack' } })
      const again = await first.noteAlert('acme/events')
      assert.deepEqual([again.times, again.sent], [1, ['slack']])
      const second = await started(journal, newRun({ asOf: nextMonday }))
      const later = await second.noteAlert('acme/events')
      assert.deepEqual([later.times, later.sent, later.first], [2, [], again.first])
      assert.deepEqual([again.lately, later.lately], [[], ['slack']])
      assert.equal((await second.noteAlert('acme/other')).times, 1)
      await second.finish('failed')
      const good = await started(journal, newRun({ asOf: new Date('2026-03-11T06:00:00Z') }))
      await good.finish('succeeded')
      const third = await started(journal, newRun({ asOf: new Date('2026-03-12T06:00:00Z') }))
      assert.deepEqual((await third.noteAlert('acme/events')).lately, [])
    },
  },
]

/** What every {@link RunJournal} must do, given an empty one. */
export const journalContract: readonly ContractCase<RunJournal>[] = [
  ...claims,
  ...steps,
  ...history,
  ...alerts,
]
