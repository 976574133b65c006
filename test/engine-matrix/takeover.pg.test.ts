import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openEngine, openWorker, type Engine, type RunSummary, type Worker } from '@sluice/engine'
import { newTestSchema, projectionOf, type TestSchema } from '@sluice/engine/testing'
import { startWorker, type RunningWorker } from './children.ts'
import { graphs, type Graph, type GraphName } from './graphs.ts'
import { databaseIn } from './members.ts'
import type { WorkerOrder } from './worker-child.ts'
import { newWorld, planFor, removeWorlds, type World } from './world.ts'

const schemas: TestSchema[] = []
const children: RunningWorker[] = []
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(children.map(({ ended }) => ended))
  for (const schema of schemas) await schema.drop()
  removeWorlds()
})

/** A world with its own schema, an engine that hands runs to workers, and no worker yet. */
async function carriedWorld() {
  const world = newWorld()
  const schema = newTestSchema()
  schemas.push(schema)
  const options = databaseIn(world, schema)
  const engine = await openEngine({ ...options, executor: 'postgres' })
  const child = (order: Partial<WorkerOrder> = {}) => {
    const { url, schema: name } = schema
    const started = startWorker({ folder: dirname(world.root), url, schema: name, ...order })
    children.push(started)
    return started
  }
  const helper = () =>
    openWorker({ ...options, concurrency: 2, planFor: run => planFor(world, run.pipeline as GraphName) })
  return { world, engine, child, helper, options, database: schema.open({ connections: 1 }) }
}

async function close(engine: Engine, ...workers: readonly Worker[]): Promise<void> {
  await engine.close()
  await Promise.all(workers.map(worker => worker.stop()))
}

async function expectDoneOnce(
  world: World,
  engine: Engine,
  graph: GraphName,
  summary: RunSummary,
): Promise<void> {
  const shape: Graph = graphs[graph]
  expect(summary.status).toBe('succeeded')
  const effects = Object.keys(shape).filter(name => shape[name]?.keyed === 'effect')
  expect(world.arrived().toSorted()).toEqual(effects.map(name => `acme/${name}/row`).toSorted())
  const said = projectionOf(await engine.journal.events(summary.run))
  expect(said.status).toBe('succeeded')
  expect(await engine.journal.steps(summary.run)).toEqual(said.steps)
}

/** Where a worker is killed: each point by itself takes 12 s, so `npm test` has those where something is half done. */
const points = [
  ['diamond', 'step-committing', 1],
  ['diamond', 'step-committed', 1],
  ['diamond', 'effect-after', 1],
  // While the elements of a map are listed, and while they are worked on.
  ['map', 'step-committing', 2],
  ['map', 'step-committed', 2],
  ['map', 'step-ran', 3],
] as const
const morePoints = [
  ['diamond', 'step-started', 1],
  ['diamond', 'step-ran', 2],
  ['diamond', 'step-checked', 1],
  ['diamond', 'alert-noted', 1],
  ['diamond', 'alert-sent', 1],
  ['diamond', 'run-finishing', 1],
  ['diamond', 'effect-before', 1],
  ['map', 'step-committed', 4],
] as const
const tried = process.env['SLUICE_MATRIX'] === 'long' ? [...points, ...morePoints] : points

test.concurrent.each(tried)(
  '%s: a worker is killed at %s (time %i): another one goes on within 15 s',
  async (graph, point, occurrence) => {
    const { world, engine, child, helper } = await carriedWorld()
    const dying = child({ point, occurrence })
    const running = engine.run([{ plan: planFor(world, graph) }])
    const end = await dying.ended
    expect(end).toEqual({ code: null, signal: 'SIGKILL', err: '' })
    const died = performance.now()
    const calls = world.calls().length
    const [run] = await engine.journal.runs()
    const before = (await engine.journal.steps(run?.id ?? '')).filter(({ status }) => status === 'succeeded')
    const worker = await helper()
    const [summary] = (await running) as [RunSummary]
    // Nothing but the alert is left to do when every step had ended.
    if (run?.status === 'running') expect((performance.now() - died) / 1000).toBeLessThan(20)
    const again = world.calls().slice(calls)
    expect(again.filter(name => before.some(step => step.name === name))).toEqual([])
    await expectDoneOnce(world, engine, graph, summary)
    await close(engine, worker)
  },
)

test.concurrent('a worker that was only slow cannot commit what was taken over from it', async () => {
  const { world, engine, child, helper } = await carriedWorld()
  const slow = child({ wait: 'left' })
  const running = engine.run([{ plan: planFor(world, 'diamond') }])
  while (!world.calls().includes('left')) await pause(20)
  slow.kill('SIGSTOP')
  const stopped = performance.now()
  const worker = await helper()
  const [summary] = (await running) as [RunSummary]
  expect((performance.now() - stopped) / 1000).toBeLessThan(20)
  const steps = await engine.journal.steps(summary.run)
  const events = await engine.journal.events(summary.run)
  writeFileSync(join(dirname(world.root), 'go'), '')
  slow.kill('SIGCONT')
  await pause(2_000)
  expect(world.calls().filter(name => name === 'left')).toHaveLength(2)
  // It came back, was refused, and changed nothing.
  expect(await engine.journal.events(summary.run)).toEqual(events)
  expect(await engine.journal.steps(summary.run)).toEqual(steps)
  await expectDoneOnce(world, engine, 'diamond', summary)
  slow.kill('SIGTERM')
  const { err } = await slow.ended
  expect(err).toContain('step-lost')
  await close(engine, worker)
})

test.concurrent('a worker that is asked to stop gives back what it has, and another one begins it at once', async () => {
  const { world, engine, child, helper } = await carriedWorld()
  const leaving = child({ wait: 'left' })
  const running = engine.run([{ plan: planFor(world, 'diamond') }])
  while (!world.calls().includes('left')) await pause(20)
  const worker = await helper()
  leaving.kill('SIGTERM')
  const asked = performance.now()
  const [summary] = (await running) as [RunSummary]
  expect((performance.now() - asked) / 1000).toBeLessThan(9)
  expect((await leaving.ended).code).toBe(0)
  await expectDoneOnce(world, engine, 'diamond', summary)
  await close(engine, worker)
})

test.concurrent('a step that takes worker after worker with it fails, and what needs it is skipped', async () => {
  const { world, engine, helper, database } = await carriedWorld()
  const running = engine.run([{ plan: planFor(world, 'linear') }])
  while ((await engine.journal.runs()).length === 0) await pause(20)
  // As four workers leave it that were killed with it.
  await database.transaction(tx =>
    tx.run(`UPDATE carried_steps SET lost = 3, token = gen_random_uuid() WHERE name = 'read'`),
  )
  const worker = await helper()
  const [summary] = (await running) as [RunSummary]
  expect(summary.status).toBe('failed')
  expect(summary.steps.map(({ status, error }) => [status, error?.code])).toEqual([
    ['failed', 'worker-lost'],
    ['skipped', undefined],
    ['skipped', undefined],
  ])
  expect(world.calls()).toEqual([])
  await close(engine, worker)
})

test.concurrent('a run is not started twice: who asks for one that the workers have waits for it too', async () => {
  const { world, engine, helper } = await carriedWorld()
  const both = [0, 1].map(() => engine.run([{ plan: planFor(world, 'diamond') }]))
  const worker = await helper()
  const [[first], [second]] = (await Promise.all(both)) as [[RunSummary], [RunSummary]]
  expect(second.run).toBe(first.run)
  await expectDoneOnce(world, engine, 'diamond', first)
  await close(engine, worker)
})

test.concurrent('closing an engine leaves its runs to the workers', async () => {
  const { world, engine, helper, options } = await carriedWorld()
  const running = engine.run([{ plan: planFor(world, 'diamond') }])
  while ((await engine.journal.runs()).length === 0) await pause(20)
  await Promise.all([expect(running).rejects.toThrow(/the run goes on without this process/), engine.close()])
  const worker = await helper()
  const later = await openEngine({ ...options, executor: 'postgres' })
  const [summary] = (await later.run([{ plan: planFor(world, 'diamond') }])) as [RunSummary]
  await expectDoneOnce(world, later, 'diamond', summary)
  await close(later, worker)
})

test.concurrent('the state of a graph is forgotten a day after its run has finished, and the journal is not', async () => {
  const { world, engine, helper, options, database } = await carriedWorld()
  const worker = await helper()
  const [summary] = (await engine.run([{ plan: planFor(world, 'linear') }])) as [RunSummary]
  const rows = async () =>
    (
      await database.all(`SELECT run FROM carried_runs UNION ALL SELECT run FROM carried_steps
                         UNION ALL SELECT run FROM carried_edges`)
    ).length
  await worker.forget()
  expect(await rows()).toBe(1 + 3 + 2)
  const later = await openWorker({
    ...options,
    planFor: () => planFor(world, 'linear'),
    now: () => new Date(Date.now() + 25 * 60 * 60_000),
  })
  await later.forget()
  expect(await rows()).toBe(0)
  await expectDoneOnce(world, engine, 'linear', summary)
  await close(engine, worker, later)
})

// Fourteen seconds of a core.
const long = process.env['SLUICE_MATRIX'] === 'long'
test.runIf(long)('a step that computes for long without giving way is not taken over', async () => {
  const { world, engine, child } = await carriedWorld()
  for (const worker of [child({ blockMs: 14_000 }), child({ blockMs: 14_000 })]) await worker.ready
  const [summary] = (await engine.run([{ plan: planFor(world, 'diamond') }])) as [RunSummary]
  await expectDoneOnce(world, engine, 'diamond', summary)
  expect(world.calls().filter(name => name === 'left')).toHaveLength(1)
  await engine.close()
})
