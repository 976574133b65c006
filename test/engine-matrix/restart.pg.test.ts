import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEngine } from '@sluice/engine'
import { projectionOf } from '@sluice/engine/testing'
import { startWorker, type RunningWorker } from './children.ts'
import { databaseIn } from './members.ts'
import { ownPostgres, type OwnPostgres } from './own-postgres.ts'
import { newWorld, planFor, removeWorlds } from './world.ts'

let postgres: OwnPostgres
const workers: RunningWorker[] = []

beforeAll(async () => {
  postgres = await ownPostgres()
  await postgres.start()
})
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await Promise.all(workers.map(({ ended }) => ended))
  await postgres.remove()
  removeWorlds()
})

const deployments = ['acme', 'bolt', 'corn', 'dune']

test('the database is stopped and started, and crashes, while workers work: everything is done once', async () => {
  const world = newWorld()
  const database = { url: postgres.url, schema: 'sluice' }
  const engine = await openEngine({ ...databaseIn(world, database), executor: 'postgres' })
  for (let i = 0; i < 2; i += 1) {
    workers.push(startWorker({ folder: dirname(world.root), ...database, stepMs: 150 }))
  }
  await Promise.all(workers.map(({ ready }) => ready))
  const running = engine.run(
    deployments.map(deployment => ({ plan: planFor(world, 'wide', {}, deployment) })),
  )
  for (const mode of ['immediate', 'fast', 'immediate'] as const) {
    await pause(700)
    await postgres.stop(mode)
    await pause(400)
    await postgres.start()
  }
  const summaries = await running
  expect(summaries.map(({ status }) => status)).toEqual(deployments.map(() => 'succeeded'))
  expect(world.arrived().toSorted()).toEqual(deployments.map(deployment => `${deployment}/send/row`))
  for (const { run } of summaries) {
    const events = await engine.journal.events(run)
    const finished = events.filter(({ kind }) => kind === 'step-finished').map(({ step }) => step)
    expect(finished).toHaveLength(8)
    expect(new Set(finished).size).toBe(8)
    expect(await engine.journal.steps(run)).toEqual(projectionOf(events).steps)
  }
  for (const worker of workers) worker.kill('SIGTERM')
  const ends = await Promise.all(workers.map(({ ended }) => ended))
  expect(ends.map(({ code }) => code)).toEqual([0, 0])
  await engine.close()
})
