import { appendFileSync } from 'node:fs'
import {
  map,
  pipeline,
  planOf,
  rawSql,
  sql,
  step,
  union,
  type DatasetRef,
  type FailurePolicy,
  type Plan,
  type Step,
  type StepContext,
  type Steps,
} from '@sluice/core'
import type { RunSummary } from '@sluice/engine'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Member } from './members.ts'
import { asOf, newWorld, removeWorlds, type World } from './world.ts'

interface Account {
  readonly id: string
  readonly spend: number
}

/** What a scenario changes about the pipeline: accounts are found, pulled one by one, and summed up. */
interface Change {
  readonly accounts?: readonly unknown[]
  readonly before?: (account: Account, context: StepContext) => unknown
  readonly limit?: number
  readonly most?: number
  readonly onFailure?: FailurePolicy
  /** What is put into the definition of the pulls. */
  readonly version?: number
}

const account = (id: string, spend = 1): Account => ({ id, spend })
const three = [account('c', 3), account('a', 1), account('b', 2)]

/** Accounts of the world, a pull of each, and their sum; the world notes which pull was called. */
function spendSteps(world: World, change: Change = {}) {
  const { accounts = three, before, limit, most, onFailure = 'block', version = 1 } = change
  const found = step({ inputs: {}, keyed: 'run', definition: {}, run: () => accounts as readonly Account[] })
  const pulls = map({
    over: found,
    key: 'id',
    onFailure,
    ...(limit !== undefined && { limit }),
    ...(most !== undefined && { most }),
    each: ({ id, spend }) => {
      const pull = async (_inputs: unknown, context: StepContext) => {
        appendFileSync(world.files.calls, `${id}\n`)
        await before?.({ id, spend }, context)
        return spend
      }
      return step({
        inputs: {},
        definition: { version },
        retry: { attempts: 2, backoffMs: 1 },
        run: pull.bind(undefined),
      })
    },
  })
  const sum = step({
    inputs: { pulls },
    run: ({ pulls: all }) =>
      Object.fromEntries(all.map(one => [one.key, one.status === 'succeeded' ? one.output : one.status])),
  })
  return { found, pulls, sum }
}

function planFor(steps: Steps): Plan {
  const declared = pipeline('spend', { params: z.object({}), steps: () => steps })
  return planOf(declared, { deployment: 'acme', params: {}, asOf })
}

const statuses = ({ steps }: RunSummary) =>
  Object.fromEntries(steps.map(({ name, status }) => [name, status]))
const stepIn = (summary: RunSummary, name: string) => summary.steps.find(found => found.name === name)
const fails =
  (...ids: readonly string[]) =>
  ({ id }: Account) => {
    if (ids.includes(id)) throw new TypeError(`no access to ${id}`)
  }
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })

/** Runs of one member. */
interface Runs {
  readonly runSteps: (world: World, steps: Steps, signal?: AbortSignal) => Promise<RunSummary>
  readonly runOnce: (world: World, change?: Change, signal?: AbortSignal) => Promise<RunSummary>
}

/** What maps promise. */
const promises: Readonly<Record<string, (runs: Runs) => Promise<void>>> = {
  'makes steps of elements in the order of their keys, and gives their results': async ({ runOnce }) => {
    const world = newWorld()
    const summary = await runOnce(world)
    expect([summary.status, Object.entries(statuses(summary))]).toEqual([
      'succeeded',
      ['found', 'pulls[]', 'pulls[a]', 'pulls[b]', 'pulls[c]', 'pulls', 'sum'].map(name => [
        name,
        'succeeded',
      ]),
    ])
    expect(stepIn(summary, 'sum')?.output).toEqual({ a: 1, b: 2, c: 3 })
    expect(world.calls().toSorted()).toEqual(['a', 'b', 'c'])
  },
  'of no elements is an empty list': async ({ runOnce }) => {
    const summary = await runOnce(newWorld(), { accounts: [] })
    expect([summary.status, stepIn(summary, 'pulls')?.output, stepIn(summary, 'sum')?.output]).toEqual([
      'succeeded',
      [],
      {},
    ])
  },
  'does not redo an element that is there again, whatever comes, goes or changes place': async ({
    runOnce,
  }) => {
    const world = newWorld()
    await runOnce(world)
    const before = world.calls().length
    const next = await runOnce(world, { accounts: [account('d', 4), account('b', 2), account('a', 7)] })
    expect(statuses(next)).toEqual({
      found: 'succeeded',
      'pulls[]': 'succeeded',
      'pulls[a]': 'succeeded',
      'pulls[b]': 'memoised',
      'pulls[d]': 'succeeded',
      pulls: 'succeeded',
      sum: 'succeeded',
    })
    expect(world.calls().slice(before).toSorted()).toEqual(['a', 'd'])
    const reordered = await runOnce(world, {
      accounts: [account('a', 7), account('b', 2), account('d', 4)],
    })
    expect([statuses(reordered)['pulls'], statuses(reordered)['sum']]).toEqual(['memoised', 'memoised'])
    const changed = await runOnce(world, { accounts: three, version: 2 })
    expect([statuses(changed)['pulls[a]'], statuses(changed)['pulls[b]']]).toEqual(['succeeded', 'succeeded'])
  },
  'one element fails: what needs the map is skipped, the others finish, the run goes on with it alone':
    async ({ runOnce }) => {
      const world = newWorld()
      const failed = await runOnce(world, { before: fails('b') })
      expect(failed.status).toBe('failed')
      expect(statuses(failed)).toEqual({
        found: 'succeeded',
        'pulls[]': 'succeeded',
        'pulls[a]': 'succeeded',
        'pulls[b]': 'failed',
        'pulls[c]': 'succeeded',
        pulls: 'skipped',
        sum: 'skipped',
      })
      const before = world.calls().length
      const resumed = await runOnce(world)
      expect([resumed.run, resumed.status]).toEqual([failed.run, 'succeeded'])
      expect(world.calls().slice(before)).toEqual(['b'])
      expect(stepIn(resumed, 'sum')?.output).toEqual({ a: 1, b: 2, c: 3 })
    },
  'an element that fails once is tried again as any step': async ({ runOnce }) => {
    let tries = 0
    const before = ({ id }: Account) => {
      if (id === 'b' && (tries += 1) === 1) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    }
    const summary = await runOnce(newWorld(), { before })
    expect([summary.status, stepIn(summary, 'pulls[b]')?.attempts]).toEqual(['succeeded', 2])
  },
  'runs no more steps at once than its limit': async ({ runOnce }) => {
    let running = 0
    let most = 0
    const before = async () => {
      most = Math.max(most, (running += 1))
      await new Promise(resolve => setTimeout(resolve, 10))
      running -= 1
    }
    const accounts = Array.from({ length: 6 }, (_, i) => account(`n${i}`))
    const limited = await runOnce(newWorld(), { accounts, before, limit: 1 })
    expect([limited.status, most]).toEqual(['succeeded', 1])
    await runOnce(newWorld(), { accounts, before })
    expect(most).toBe(2)
  },
  'cancelled, no more elements start; the run goes on with those that had not finished': async ({
    runOnce,
  }) => {
    const world = newWorld()
    const cancel = new AbortController()
    const before = ({ id }: Account, { signal }: StepContext) => {
      if (id !== 'b') return undefined
      const stopped = untilAborted(signal)
      cancel.abort()
      return stopped
    }
    const cancelled = await runOnce(world, { before, limit: 1 }, cancel.signal)
    expect(cancelled.status).toBe('cancelled')
    expect(statuses(cancelled)).toEqual({
      found: 'succeeded',
      'pulls[]': 'succeeded',
      'pulls[a]': 'succeeded',
      'pulls[b]': 'cancelled',
      'pulls[c]': 'cancelled',
      pulls: 'cancelled',
      sum: 'cancelled',
    })
    const calls = world.calls().length
    const resumed = await runOnce(world)
    expect([resumed.run, resumed.status]).toEqual([cancelled.run, 'succeeded'])
    expect(world.calls().slice(calls).toSorted()).toEqual(['b', 'c'])
  },
  'elements may have several steps, which read each other and steps beside the map': async ({ runSteps }) => {
    const rate = step({ inputs: {}, run: () => 10 })
    const found: Step<readonly Account[]> = step({ inputs: {}, definition: {}, run: () => three })
    const pulls = map({
      over: found,
      key: 'id',
      inputs: { rate },
      onFailure: 'continue',
      each: ({ id, spend }) => {
        const pull = step({
          inputs: {},
          definition: {},
          run: () => {
            if (id === 'b') throw new TypeError('no access')
            return spend
          },
        })
        return { pull, cost: step({ inputs: { pull, rate }, run: ({ pull: of, rate: by }) => of * by }) }
      },
    })
    const summary = await runSteps(newWorld(), { found, rate, pulls })
    expect(summary.status).toBe('succeeded')
    expect(statuses(summary)).toMatchObject({ 'pulls[b].pull': 'failed', 'pulls[b].cost': 'skipped' })
    expect(stepIn(summary, 'pulls')?.output).toEqual([
      { key: 'a', status: 'succeeded', output: { pull: 1, cost: 10 } },
      {
        key: 'b',
        status: 'failed',
        reason: expect.stringMatching(/^pulls\[b\]\.pull: .*no access/) as string,
      },
      { key: 'c', status: 'succeeded', output: { pull: 3, cost: 30 } },
    ])
  },
  'over the rows of a dataset, whose results are united to one': async ({ runSteps }) => {
    const rows = `(VALUES ('x', 2, TIMESTAMP '2026-03-01'), ('w', 1, NULL)) AS t (account, clicks, since)`
    const found = step({ inputs: {}, run: (_inputs, { data }) => data.save(`SELECT * FROM ${rows}`) })
    const pulls = map({
      over: found,
      key: 'account',
      each: row =>
        step({
          inputs: {},
          run: (_inputs, { data }): Promise<DatasetRef> =>
            data.save(
              rawSql(
                `SELECT i::DOUBLE AS day, '${String(row['since'])}' AS since FROM range(${Number(row['clicks'])}) AS r (i)`,
              ),
            ),
        }),
    })
    const clicks = union(pulls, { column: 'account' })
    const read = step({
      inputs: { clicks },
      run: async ({ clicks: ref }, { data }) => ({
        columns: ref.schema.columns.map(({ name }) => name),
        rows: await data.rows(
          sql`SELECT account, count(*) AS days FROM ${data.dataset(ref)} GROUP BY account ORDER BY account`,
        ),
      }),
    })
    const summary = await runSteps(newWorld(), { found, pulls, clicks, read })
    expect(summary.status).toBe('succeeded')
    expect(stepIn(summary, 'read')?.output).toEqual({
      columns: ['account', 'day', 'since'],
      rows: [
        { account: 'w', days: 1 },
        { account: 'x', days: 2 },
      ],
    })
  },
  'over the results of another map': async ({ runSteps }) => {
    const world = newWorld()
    const { found, pulls } = spendSteps(world)
    const doubled = map({
      over: pulls as unknown as Step<readonly { readonly key: string; readonly output: number }[]>,
      key: 'key',
      each: ({ output }) => step({ inputs: {}, run: () => output * 2 }),
    })
    const summary = await runSteps(world, { found, pulls, doubled })
    expect(stepIn(summary, 'doubled[c]')?.output).toBe(6)
    expect(summary.status).toBe('succeeded')
  },
}

function testPolicies({ runOnce }: Runs): void {
  test.each<[string, FailurePolicy, readonly string[], string, unknown]>([
    ['continue', 'continue', ['b'], 'succeeded', { a: 1, b: 'failed', c: 3 }],
    ['at most one', { atMost: 1 }, ['b'], 'succeeded', { a: 1, b: 'failed', c: 3 }],
    ['half', { atMostShare: 0.5 }, ['b'], 'succeeded', { a: 1, b: 'failed', c: 3 }],
    ['at most one of two', { atMost: 1 }, ['a', 'b'], 'failed', undefined],
    ['a tenth', { atMostShare: 0.1 }, ['b'], 'failed', undefined],
    ['continue when none is left', 'continue', ['a', 'b', 'c'], 'failed', undefined],
  ])('with policy %s', async (_name, onFailure, broken, status, sum) => {
    const world = newWorld()
    const summary = await runOnce(world, { onFailure, before: fails(...broken) })
    expect([summary.status, stepIn(summary, 'sum')?.output]).toEqual([status, sum])
    expect(broken.map(id => statuses(summary)[`pulls[${id}]`])).toEqual(broken.map(() => 'failed'))
    expect(world.calls().toSorted()).toEqual(['a', 'b', 'c'])
    if (status === 'succeeded') return
    expect(stepIn(summary, 'pulls')?.error).toMatchObject({
      code: 'elements-failed',
      message: expect.stringContaining(broken.map(id => `"${id}"`).join(', ')) as string,
    })
    const before = world.calls().length
    const resumed = await runOnce(world, { onFailure })
    expect([resumed.status, stepIn(resumed, 'sum')?.output]).toEqual(['succeeded', { a: 1, b: 2, c: 3 }])
    expect(world.calls().slice(before).toSorted()).toEqual(broken)
  })
}

function testRefusals({ runOnce }: Runs): void {
  test.each<[string, Change, RegExp]>([
    ['two elements with one key', { accounts: [account('a'), account('a', 2)] }, /same key: "a"/],
    ['an element without a key', { accounts: [{ spend: 1 }] }, /whose key is missing/],
    ['more elements than allowed', { most: 2 }, /has 3 elements, and at most 2/],
  ])('%s is refused before any of them runs', async (_name, change, message) => {
    const world = newWorld()
    const summary = await runOnce(world, change)
    expect(statuses(summary)).toEqual({
      found: 'succeeded',
      'pulls[]': 'failed',
      pulls: 'skipped',
      sum: 'skipped',
    })
    expect(stepIn(summary, 'pulls[]')?.error).toMatchObject({
      code: 'map-invalid',
      message: expect.stringMatching(message) as string,
    })
    expect(world.calls()).toEqual([])
  })
}

/** Tests what maps promise, on one member of the matrix. */
export function describeMaps(member: Member): void {
  afterAll(async () => {
    await member.dispose()
    removeWorlds()
  })
  const runSteps: Runs['runSteps'] = (world, steps, signal) =>
    member.run(world, { plan: planFor(steps) }, signal)
  const runs: Runs = {
    runSteps,
    runOnce: (world, change = {}, signal) => runSteps(world, spendSteps(world, change), signal),
  }
  describe(`a map, ${member.name}`, () => {
    test.each(Object.keys(promises))('%s', name => promises[name]?.(runs))
    testPolicies(runs)
    testRefusals(runs)
  })
}
