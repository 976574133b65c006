import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { map, pipeline, planOf, step, type Plan } from '@sluice/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openEngine, type Engine } from '../../open-engine.ts'
import { openWorker, type Worker } from '../../open-worker.ts'
import { newTestSchema, type TestSchema } from '../../testing/postgres-schema.ts'
import { sharingPlan } from '../../testing/resources/plan.ts'

/** Which steps use what, and how many may at once. */
interface Sharing {
  readonly limits: Readonly<Record<string, number>>
  /** By step what it uses. */
  readonly steps: Readonly<Record<string, readonly string[]>>
}

let folder: string
let schema: TestSchema
let engine: Engine
let workers: Worker[]
/** Steps in the order in which they began, and the greatest number at once by what they use. */
let begun: string[]
let most: Record<string, number>
let using: Record<string, number>
let gate: PromiseWithResolvers<void> | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-resources-'))
  schema = newTestSchema()
  workers = []
  begun = []
  most = {}
  using = {}
  gate = undefined
})
afterEach(async () => {
  gate?.resolve()
  await engine.close()
  for (const worker of workers) await worker.stop({ graceMs: 0 })
  await schema.drop()
  rmSync(folder, { recursive: true })
})

const place = () => ({
  root: folder,
  database: 'env:DATABASE',
  schema: schema.schema,
  env: { DATABASE: schema.url },
})

async function use(name: string, resources: readonly string[]): Promise<string> {
  begun.push(name)
  for (const resource of resources) {
    using[resource] = (using[resource] ?? 0) + 1
    most[resource] = Math.max(most[resource] ?? 0, using[resource])
  }
  await (gate?.promise ?? pause(60))
  for (const resource of resources) using[resource] = (using[resource] ?? 0) - 1
  return name
}

const planFor = (client: string, { steps }: Pick<Sharing, 'steps'>): Plan => sharingPlan(client, steps, use)

async function work(planOfClient: (client: string) => Plan, count = 2): Promise<void> {
  for (let i = 0; i < count; i++) {
    const planFor = ({ deployment }: { readonly deployment: string }) => planOfClient(deployment)
    workers.push(await openWorker({ ...place(), concurrency: 6, planFor, onTrouble: () => undefined }))
  }
}

const named = (names: readonly string[], resources: readonly string[]) =>
  Object.fromEntries(names.map(name => [name, resources]))

const sharings: readonly (readonly [
  name: string,
  sharing: Sharing,
  most: Readonly<Record<string, number>>,
])[] = [
  [
    'one at once',
    { limits: { warehouse: 1 }, steps: named(['a', 'b', 'c'], ['warehouse']) },
    { warehouse: 1 },
  ],
  [
    'two at once',
    { limits: { warehouse: 2 }, steps: named(['a', 'b', 'c', 'd'], ['warehouse']) },
    { warehouse: 2 },
  ],
  [
    'two things, one of them scarce',
    {
      limits: { ads: 1, warehouse: 3 },
      steps: { ...named(['a', 'b'], ['ads', 'warehouse']), ...named(['c', 'd'], ['warehouse']) },
    },
    { ads: 1, warehouse: 3 },
  ],
]

describe('steps of three clients on two workers', () => {
  test.each(sharings)(
    '%s: never more, and all are done with one attempt',
    async (_name, sharing, expected) => {
      engine = await openEngine({ ...place(), executor: 'postgres', resources: sharing.limits })
      await work(client => planFor(client, sharing))
      const runs = ['acme', 'bolt', 'cask'].map(client => ({ plan: planFor(client, sharing) }))
      const summaries = await engine.run(runs)
      const steps = summaries.flatMap(summary => summary.steps)
      expect(steps.map(({ status, attempts }) => [status, attempts])).toEqual(
        steps.map(() => ['succeeded', 1]),
      )
      expect(begun).toHaveLength(steps.length)
      for (const [resource, count] of Object.entries(expected)) {
        expect([resource, most[resource]]).toEqual([resource, count])
      }
      expect(await schema.open().all('SELECT * FROM resource_turns')).toEqual([])
    },
  )
})

/** Waits until so many steps are in line, then lets the first end. */
async function inLine(count: number): Promise<void> {
  const database = schema.open()
  for (;;) {
    const rows = await database.all('SELECT 1 FROM resource_turns')
    if (rows.length === count) return
    await pause(20)
  }
}

const orders: readonly (readonly [
  name: string,
  priorities: Readonly<Record<string, number>>,
  order: readonly string[],
])[] = [
  ['turn by turn between clients', {}, ['acme a', 'bolt a', 'acme b', 'bolt b', 'acme c', 'bolt c']],
  ['greater priority first', { bolt: 5 }, ['acme a', 'bolt a', 'bolt b', 'bolt c', 'acme b', 'acme c']],
]

test.each(orders)('who waits gets a turn: %s', async (_name, priorities, order) => {
  const sharing = { limits: { warehouse: 1 }, steps: named(['a', 'b', 'c'], ['warehouse']) }
  engine = await openEngine({ ...place(), executor: 'postgres', resources: sharing.limits })
  gate = Promise.withResolvers()
  await work(client => planFor(client, sharing))
  const runs: Promise<unknown>[] = []
  for (const [i, client] of ['acme', 'bolt'].entries()) {
    const priority = priorities[client] ?? 0
    runs.push(engine.run([{ plan: planFor(client, sharing), priority }]))
    await inLine(3 * (i + 1))
  }
  const first = gate
  gate = undefined
  first.resolve()
  await Promise.all(runs)
  expect(begun).toEqual(order)
})

test('a cancelled run gives its turn and its places in line to others', async () => {
  const sharing = { limits: { warehouse: 1 }, steps: named(['a', 'b'], ['warehouse']) }
  engine = await openEngine({ ...place(), executor: 'postgres', resources: sharing.limits })
  gate = Promise.withResolvers()
  await work(client => planFor(client, sharing))
  const cancel = new AbortController()
  const cancelled = engine.run([{ plan: planFor('acme', sharing) }], { signal: cancel.signal })
  await inLine(2)
  const other = engine.run([{ plan: planFor('bolt', sharing) }])
  await inLine(4)
  cancel.abort()
  gate.resolve()
  const [[first], [second]] = await Promise.all([cancelled, other])
  expect([first?.status, second?.status]).toEqual(['cancelled', 'succeeded'])
  expect(begun.filter(name => name.startsWith('bolt'))).toEqual(['bolt a', 'bolt b'])
  expect(most).toEqual({ warehouse: 1 })
})

test('a worker that is killed with its turn: nobody gets it before its step, which another worker begins anew', async () => {
  const sharing = { limits: { warehouse: 1 }, steps: named(['a', 'b'], ['warehouse']) }
  engine = await openEngine({ ...place(), executor: 'postgres', resources: sharing.limits })
  const program = new URL('../../testing/resources/hold-turn.ts', import.meta.url).pathname
  const args = ['--conditions=@sluice/source', program, folder, schema.schema, JSON.stringify(sharing.steps)]
  const dying = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE: schema.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const running = engine.run([{ plan: planFor('acme', sharing) }])
  const [said] = (await once(dying.stdout, 'data')) as [Buffer]
  expect(said.toString()).toBe('acme a\n')
  await work(client => planFor(client, sharing))
  await pause(1_000)
  expect(begun).toEqual([])
  dying.kill('SIGKILL')
  const died = performance.now()
  const [summary] = await running
  expect((performance.now() - died) / 1000).toBeLessThan(20)
  expect(summary?.steps.map(({ status, attempts }) => [status, attempts])).toEqual([
    ['succeeded', 1],
    ['succeeded', 1],
  ])
  expect([begun, most]).toEqual([['acme a', 'acme b'], { warehouse: 1 }])
})

test('steps that a map makes share too', async () => {
  const mapped = pipeline('mapped', {
    params: z.object({}),
    steps: () => {
      const numbers = step({ inputs: {}, run: () => [1, 2, 3, 4] })
      const each = (n: number) =>
        step({ inputs: {}, keyed: 'run', limits: { resources: ['ads'] }, run: () => use(`${n}`, ['ads']) })
      return { numbers, all: map({ over: numbers, key: String, limit: 3, each }) }
    },
  })
  const plan = planOf(mapped, { deployment: 'acme', params: {}, asOf: new Date('2026-03-02') })
  engine = await openEngine({ ...place(), executor: 'postgres', resources: { ads: 2 } })
  await work(() => plan)
  const [summary] = await engine.run([{ plan }])
  expect([summary?.status, begun.length, most]).toEqual(['succeeded', 4, { ads: 2 }])
})

test.each([
  ['no limits', {}, /names "warehouse".*give it a limit: limits: { resources: { 'warehouse': 2 } }/],
  ['others', { ads: 1 }, /names "warehouse".*write one that .* has: ads/],
])('a step that uses what has no limit is refused (%s)', async (_name, resources, message) => {
  engine = await openEngine({ ...place(), executor: 'postgres', resources })
  const run = engine.run([{ plan: planFor('acme', { steps: { a: ['warehouse'] } }) }])
  await expect(run).rejects.toThrow(message)
})
