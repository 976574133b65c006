import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineConfig, pipeline, step } from '@sluice/core'
import { openEngine, runScheduler, type Engine } from '@sluice/engine'
import { z } from 'zod'
import { ownPostgres, type OwnPostgres } from './own-postgres.ts'

let postgres: OwnPostgres
const folder = mkdtempSync(join(tmpdir(), 'sluice-scheduler-restart-'))
beforeAll(async () => {
  postgres = await ownPostgres()
  await postgres.start()
})
afterAll(async () => {
  await postgres.remove()
  rmSync(folder, { recursive: true })
})

const hours = 40
const names = ['acme', 'bolt', 'core']
const start = new Date(Math.floor(Date.now() / 3_600_000 - hours) * 3_600_000)

const report = pipeline('report', {
  params: z.object({}),
  steps: () => {
    const pull = step({ inputs: {}, keyed: 'run', definition: {}, run: () => pause(20, 1) })
    return { pull, sum: step({ inputs: { pull }, run: ({ pull }) => pull + 1 }) }
  },
})
const config = defineConfig({
  deployments: names.map(name =>
    report.deploy(name, { params: {}, schedule: '0 * * * *', catchUp: 'all', start }),
  ),
})

function schedule(engine: Engine, stop: AbortSignal): Promise<void> {
  return runScheduler({
    config,
    engine,
    journal: engine.schedules,
    alerts: [],
    now: () => new Date(),
    wait: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
    stop,
    cancel: new AbortController().signal,
    pollMs: 200,
    onEvent: () => undefined,
    onRunEvent: () => undefined,
  })
}

test('the database is stopped and started while two schedulers work: every interval has one run', async () => {
  const options = { root: folder, database: 'env:DATABASE', env: { DATABASE: postgres.url } }
  const engines = await Promise.all([1, 2].map(() => openEngine(options)))
  const [first] = engines as [Engine, Engine]
  const stop = new AbortController()
  const schedulers = engines.map(engine => schedule(engine, stop.signal))
  const open = async () => (await first.schedules.dispatches({ open: true })).length
  while ((await open()) === 0) await pause(20)
  const left: number[] = []
  for (let i = 0; i < 3; i++) {
    await pause(200)
    left.push(await open())
    await postgres.stop('fast')
    await pause(300)
    await postgres.start()
  }
  while ((await first.schedules.schedules()).length < names.length || (await open()) > 0) await pause(100)
  stop.abort()
  await Promise.all(schedulers)

  // There was work in progress each time.
  expect(Math.min(...left)).toBeGreaterThan(0)
  const runs = await first.journal.runs({ limit: 1000 })
  const intervals = runs.map(({ deployment, asOf }) => `${deployment} ${asOf.toISOString()}`)
  expect(new Set(intervals).size).toBe(intervals.length)
  expect(intervals.length).toBeGreaterThanOrEqual(names.length * hours)
  expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['succeeded']))
  const ends = await first.schedules.dispatches({})
  expect(ends.map(({ status }) => status)).toEqual(runs.map(() => 'succeeded'))
  await Promise.all(engines.map(engine => engine.close()))
}, 120_000)
