import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  pipeline,
  planOf,
  sql,
  step,
  type Alert,
  type CheckResult,
  type DatasetRef,
  type StepContext,
  type Steps,
} from '@sluice/core'
import { z } from 'zod'
import { openEngine, type EmbeddedEngine, type EngineOptions } from './open-engine.ts'
import type { RunEvent, RunSummary } from './run/run-event.ts'
import type { RunRequest } from './run/open-run.ts'

const monday = new Date('2026-03-02T00:00:00Z')
let root: string
let opened: EmbeddedEngine[]

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-engine-'))
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map(engine => engine.close()))
  rmSync(root, { recursive: true, force: true })
})

async function engineWith(options: Partial<Omit<EngineOptions, 'database'>> = {}): Promise<EmbeddedEngine> {
  const engine = await openEngine({ root, concurrency: 2, env: {}, ...options })
  opened.push(engine)
  return engine
}

function request(steps: Steps, deployment = 'acme', asOf = monday): RunRequest {
  const declared = pipeline('p', { params: z.object({}), steps: () => steps })
  return { plan: planOf(declared, { deployment, params: {}, asOf }) }
}

async function run(engine: EmbeddedEngine, steps: Steps, asOf = monday): Promise<RunSummary> {
  const [summary] = await engine.run([request(steps, 'acme', asOf)])
  return summary as RunSummary
}

const finding = (severity: CheckResult['severity'], change: Partial<CheckResult> = {}): CheckResult => ({
  check: 'row-count',
  severity,
  status: 'failed',
  subject: 'events',
  message: 'events: 3 rows, 40 % fewer',
  ...change,
})
const checked = (...results: readonly CheckResult[]) =>
  step({ inputs: {}, run: () => 1, check: async () => results })
const failing = () =>
  step({
    inputs: {},
    run: () => {
      throw new Error('broken')
    },
  })

/** A sink that remembers, and fails as often as told. */
function sink(failures = 0) {
  const sent: Alert[] = []
  let left = failures
  const send = async (alert: Alert) => {
    if ((left -= 1) >= 0) throw new Error('HTTP 500 with hunter2-hunter2')
    sent.push(alert)
  }
  return { kind: 'memory', sent, send }
}

describe('alerts', () => {
  test('one per step with trouble: what happened, what is not done, who goes on', async () => {
    const alerts = sink()
    const engine = await engineWith({ alerts: [alerts] })
    const blocked = checked(finding('warn'), finding('block', { check: 'schema', column: 'amount' }))
    const scores = step({ inputs: { blocked }, run: () => 1 })
    const deliver = step({ inputs: { scores }, run: () => 1 })
    await engine.run([
      { ...request({ blocked, scores, deliver, odd: checked(finding('warn')) }), label: 'Acme Shoes' },
      request({ fine: checked(finding('warn', { status: 'passed' })) }, 'bolt'),
    ])
    const sent = alerts.sent.map(
      ({ step: of, severity, dedupeKey }) => [of, `${severity} ${dedupeKey}`] as const,
    )
    expect(sent).toHaveLength(2)
    expect(Object.fromEntries(sent)).toEqual({
      blocked: 'block acme/events/schema/amount',
      odd: 'warn acme/events/row-count',
    })
    const alert = alerts.sent.find(({ step: of }) => of === 'blocked')
    expect(alert?.deployment).toEqual({ name: 'acme', label: 'Acme Shoes' })
    expect(alert?.effect).toEqual({ notDone: ['scores', 'deliver'], unaffected: ['bolt'] })
    expect(alert?.seen?.times).toBe(1)
  })

  test('a cause is sent once per run and sink, and counted over runs', async () => {
    const [alerts, log] = [sink(), { ...sink(), everyRun: true }]
    const engine = await engineWith({ alerts: [alerts, log] })
    for (let i = 0; i < 3; i += 1) await run(engine, { a: checked(finding('block')) })
    expect(alerts.sent).toHaveLength(1)
    await run(engine, { a: checked(finding('block')) }, new Date('2026-03-09'))
    expect(log.sent.map(({ seen }) => seen?.times)).toEqual([1, 2])
    // Nothing has changed for a few hours: whoever is interrupted by it knows.
    expect(alerts.sent.map(({ seen }) => seen?.times)).toEqual([1])
  })

  test('a sink that fails is reported, stops nothing, and is tried again when the run goes on', async () => {
    const broken = sink(1)
    const well = sink()
    const engine = await engineWith({ alerts: [broken, well], env: { KEY: 'hunter2-hunter2' } })
    const events: RunEvent[] = []
    const steps = {
      read: step({ inputs: {}, run: (_inputs, { secret }) => secret('env:KEY').length }),
      a: failing(),
    }
    const [summary] = await engine.run([request(steps)], { onEvent: event => events.push(event) })
    expect(summary?.status).toBe('failed')
    const said = events.filter(event => event.kind === 'alert-sent').map(({ sink: to, error }) => [to, error])
    expect(said).toEqual([
      ['memory', 'HTTP 500 with ‹secret›'],
      ['memory-2', undefined],
    ])
    const kinds = engine.journal.events(summary?.run ?? '').map(({ kind }) => kind)
    expect(kinds).toContain('alert-failed')
    await run(engine, steps)
    expect([broken.sent.length, well.sent.length]).toEqual([1, 1])
  })

  test('a warning about work of an earlier run is not sent again', async () => {
    const alerts = sink()
    const engine = await engineWith({ alerts: [alerts] })
    const steps = { a: checked(finding('warn')) }
    expect((await run(engine, steps)).status).toBe('succeeded')
    const again = await run(engine, steps)
    expect(again.steps[0]).toMatchObject({ status: 'memoised', checks: [finding('warn')] })
    expect(alerts.sent).toHaveLength(1)
  })
})

describe('history', () => {
  const recording = (rows: number, keyed: 'run' | 'content' = 'run') =>
    step({
      inputs: {},
      keyed,
      run: async (_inputs, { history }: StepContext) => {
        const before = await history.read('rows')
        await history.record('rows', rows)
        await history.record('missing', Number.NaN)
        return { before: before.map(({ value }) => value), missing: (await history.read('missing')).length }
      },
    })
  const weeks = [1, 2, 3, 4].map(week => new Date(monday.getTime() + week * 7 * 86_400_000))

  test('a step sees what successful runs before it left; a failed run leaves nothing', async () => {
    const engine = await engineWith()
    await run(engine, { a: recording(10) }, weeks[0])
    await run(engine, { a: recording(99), b: failing() }, weeks[1])
    await run(engine, { a: recording(30) }, weeks[2])
    const { steps } = await run(engine, { a: recording(40) }, weeks[3])
    expect(steps[0]?.output).toEqual({ before: [10, 30], missing: 0 })
  })

  test('a step sees what other deployments of the pipeline left, without its own', async () => {
    const engine = await engineWith()
    const borrowing = (rows: number) =>
      step({
        inputs: {},
        keyed: 'run',
        run: async (_inputs, { history }: StepContext) => {
          await history.record('rows', rows)
          return (await history.siblings?.('rows'))?.map(series => series.map(({ value }) => value)) ?? []
        },
      })
    const from = (deployment: string, rows: number, week: number) =>
      engine.run([request({ a: borrowing(rows) }, deployment, weeks[week])])
    await from('bolt', 10, 0)
    await from('bolt', 11, 1)
    await from('cord', 20, 1)
    await from('acme', 30, 1)
    const [summary] = await from('acme', 31, 2)
    expect(summary?.steps[0]?.output).toEqual(expect.arrayContaining([[10, 11], [20]]))
    expect(summary?.steps[0]?.output).toHaveLength(2)
  })

  test('a step that was taken from finished work leaves its numbers too', async () => {
    const engine = await engineWith()
    const a = recording(10, 'content')
    await run(engine, { a }, weeks[0])
    expect((await run(engine, { a }, weeks[1])).steps[0]?.status).toBe('memoised')
    const { steps } = await run(engine, { a: recording(5) }, weeks[2])
    expect(steps[0]?.output).toMatchObject({ before: [10, 10] })
  })
})

describe('turns', () => {
  test('steps of several runs take turns, however large one of them is', async () => {
    const engine = await engineWith({ concurrency: 1 })
    const order: string[] = []
    const many = (name: string, count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          `s${i}`,
          step({ inputs: {}, definition: { name, i }, run: () => void order.push(name) }),
        ]),
      )
    await engine.run([request(many('large', 8), 'large'), request(many('small', 2), 'small')])
    expect(order.slice(0, 4)).toEqual(['large', 'small', 'large', 'small'])
    expect(order).toHaveLength(10)
  })

  test.each([1, 3])('at most %i steps at once, over calls', async concurrency => {
    const engine = await engineWith({ concurrency })
    let now = 0
    let most = 0
    const busy = (i: number) =>
      step({
        inputs: {},
        definition: { i },
        run: async () => {
          most = Math.max(most, (now += 1))
          await new Promise(resolve => setTimeout(resolve, 5))
          now -= 1
          return i
        },
      })
    const call = (name: string) =>
      engine.run([request(Object.fromEntries([1, 2, 3, 4].map(i => [`${name}${i}`, busy(i)])), name)])
    await Promise.all([call('a'), call('b')])
    expect(most).toBe(concurrency)
  })
})

describe('a run', () => {
  test('is refused while it is running here; nothing of the same call starts', async () => {
    const engine = await engineWith()
    const first = engine.run([
      request({ a: step({ inputs: {}, run: () => new Promise(r => setTimeout(r, 50)) }) }),
    ])
    await new Promise(resolve => setTimeout(resolve, 20))
    const both = [request({ a: failing() }, 'bolt'), request({ a: failing() })]
    await expect(engine.run(both)).rejects.toMatchObject({ code: 'run-busy', pid: process.pid })
    expect(engine.journal.runs().map(({ deployment }) => deployment)).toEqual(['acme'])
    await first
    const twice = engine.run([request({ a: failing() }, 'nord'), request({ a: failing() }, 'nord')])
    await expect(twice).rejects.toMatchObject({ code: 'run-busy' })
    expect(engine.journal.runs({ running: true })).toEqual([])
  })

  test('that another process has taken over ends without committing anything', async () => {
    const engine = await engineWith()
    const a = step({
      inputs: {},
      run: async (_inputs, context) => {
        const record = engine.journal.run(context.run.id)
        const owner = { id: 'thief', host: 'h', machine: 'm', pid: 1, started: '1' }
        const { id, pipeline: of, deployment, asOf } = record ?? expect.fail('no run')
        const theirs = {
          id,
          pipeline: of,
          deployment,
          asOf,
          params: {},
          startedAt: asOf,
          who: 'x',
          steps: ['a'],
          owner,
        }
        await engine.journal.takeOver(theirs, record?.owner)
        return 'mine'
      },
    })
    await expect(run(engine, { a })).rejects.toMatchObject({ code: 'run-lost' })
    expect(engine.journal.runs()[0]).toMatchObject({ status: 'running', owner: { id: 'thief' } })
    expect(engine.journal.steps(engine.journal.runs()[0]?.id ?? '')[0]).toMatchObject({ status: 'waiting' })
  })

  test('without steps succeeds', async () => {
    expect((await run(await engineWith(), {})).status).toBe('succeeded')
  })

  test('that is cancelled before it starts starts nothing', async () => {
    const engine = await engineWith()
    let called = false
    const a = step({ inputs: {}, run: () => void (called = true) })
    const [summary] = await engine.run([request({ a })], { signal: AbortSignal.abort() })
    expect([summary?.status, called]).toEqual(['cancelled', false])
  })

  test('closing the engine cancels what runs and waits for it', async () => {
    const engine = await openEngine({ root, env: {} })
    const a = step({
      inputs: {},
      run: (_inputs, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        }),
    })
    const running = engine.run([request({ a })])
    await new Promise(resolve => setTimeout(resolve, 20))
    await engine.close()
    expect((await running)[0]?.status).toBe('cancelled')
    const next = await engineWith()
    expect(next.journal.runs()[0]?.status).toBe('cancelled')
  })

  test('a display that throws is reported and stops nothing', async () => {
    const engine = await engineWith()
    const warnings: string[] = []
    const warn = ({ message }: Error) => void warnings.push(message)
    process.on('warning', warn)
    const onEvent = () => {
      throw new Error('no terminal')
    }
    const [summary] = await engine.run([request({ a: step({ inputs: {}, run: () => 1 }) })], { onEvent })
    await new Promise(resolve => setImmediate(resolve))
    process.off('warning', warn)
    expect(summary?.status).toBe('succeeded')
    expect(warnings).toContain('no terminal')
  })
})

describe('what a step gets', () => {
  test('a session that opens when it is needed, with inputs mentioned before; nothing of it remains', async () => {
    const engine = await engineWith()
    const rows = step({
      inputs: {},
      run: (_inputs, { data }) => data.save('SELECT unnest([1.5, 2, 3]) AS x'),
    })
    const sum = step({
      inputs: { rows },
      run: async ({ rows: ref }, { data }) => {
        const [row] = await data.rows<{ total: number }>(
          sql`SELECT sum(x) AS total FROM ${data.dataset(ref)}`,
        )
        return { total: row?.total, scratch: readdirSync(data.scratch).length }
      },
    })
    const { steps } = await run(engine, { rows, sum })
    expect(steps[1]).toMatchObject({ status: 'succeeded', output: { total: 6.5 } })
    expect(readdirSync(join(root, 'scratch'))).toEqual([])
  })

  test('no DuckDB when it does not ask for one', async () => {
    const engine = await engineWith()
    const files = () => readdirSync(join(root, 'scratch')).length
    const a = step({ inputs: {}, run: files })
    const b = step({
      inputs: { a },
      run: async (_inputs, { data }) => [await data.rows('SELECT 1 AS x'), files()],
    })
    const { steps } = await run(engine, { a, b })
    expect(steps.map(({ output }) => output)).toEqual([0, [[{ x: 1 }], 1]])
  })

  test('an output whose dataset is gone is made again', async () => {
    const engine = await engineWith()
    const steps = { a: step({ inputs: {}, run: (_inputs, { data }) => data.save('SELECT 1 AS x') }) }
    await run(engine, steps)
    expect((await run(engine, steps)).steps[0]?.status).toBe('memoised')
    rmSync(join(root, 'store', 'datasets'), { recursive: true })
    const again = await run(engine, steps)
    expect(again.steps[0]?.status).toBe('succeeded')
    expect(await engine.store.has(again.steps[0]?.output as unknown as DatasetRef)).toBe(true)
  })

  test('an end: what it kept refuses when its attempt is over', async () => {
    const engine = await engineWith()
    let kept: StepContext | undefined
    await run(engine, { a: step({ inputs: {}, run: (_inputs, context) => void (kept = context) }) })
    const late = kept ?? expect.fail('no context')
    expect(() => late.ledger.write('book', [])).toThrow(/step "a" used its context after attempt 1 had ended/)
    expect(() => late.models.models()).toThrow(/attempt 1 had ended/)
    await expect(late.data.rows('SELECT 1')).rejects.toMatchObject({ code: 'session-closed' })
    late.log('nobody hears this')
  })

  test('a log that may hold anything, in order, without secrets', async () => {
    const engine = await engineWith({ env: { KEY: 'hunter2-hunter2' } })
    const cycle: Record<string, unknown> = { big: 10n, nan: Number.NaN, at: monday, f: () => 1 }
    cycle['self'] = cycle
    const a = step({
      inputs: {},
      run: (_inputs, { log, secret }) => {
        log(`with ${secret('env:KEY')}`, { key: secret('env:KEY') })
        for (let i = 0; i < 5; i += 1) log(`line ${i}`)
        log('odd', cycle)
      },
    })
    const { run: id, status } = await run(engine, { a })
    expect(status).toBe('succeeded')
    const lines = engine.journal.events(id).filter(({ kind }) => kind === 'step-log')
    expect(lines.map(({ data }) => (data as { readonly message: string }).message)).toEqual([
      'with ‹secret›',
      ...[0, 1, 2, 3, 4].map(i => `line ${i}`),
      'odd',
    ])
    expect(lines[0]?.data).toEqual({ message: 'with ‹secret›', fields: { key: '‹secret›' } })
    const fields = { big: '10', nan: 'NaN', at: monday.toISOString(), self: '[contains itself]' }
    expect(lines.at(-1)?.data).toMatchObject({ fields })
  })
})

describe('an output', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['that is no JSON', () => ({ f: () => 1 }), /cannot be kept: \$\.f is a function/],
    ['with NaN', () => [Number.NaN], /cannot be kept: \$\[0\] is NaN/],
  ])('%s fails the step', async (_name, make, message) => {
    const { steps } = await run(await engineWith(), { a: step({ inputs: {}, run: make }) })
    expect(steps[0]?.error?.message).toMatch(message)
  })

  test('with a secret fails the step and is not kept', async () => {
    const engine = await engineWith({ env: { KEY: 'hunter2-hunter2' } })
    const a = step({
      inputs: {},
      run: (_inputs, { secret }) => ({ url: `https://x?k=${secret('env:KEY')}` }),
    })
    const summary = await run(engine, { a })
    expect(summary.steps[0]?.error?.message).toMatch(/the value of the environment variable KEY is in it/)
    expect(JSON.stringify([summary, engine.journal.events(summary.run)])).not.toContain('hunter2')
  })

  test('that the step changes afterwards stays what it was', async () => {
    const shared = { list: [1] }
    const a = step({ inputs: {}, run: () => shared })
    const b = step({
      inputs: { a },
      run: ({ a: read }) => {
        read.list.push(2)
        return read
      },
    })
    const { steps } = await run(await engineWith(), { a, b })
    expect(steps.map(({ output }) => output)).toEqual([{ list: [1] }, { list: [1, 2] }])
    expect(shared.list).toEqual([1])
  })
})
