// Chains of 10 no-op steps on workers in processes of their own, over the PostgreSQL of SLUICE_TEST_POSTGRES:
// node --conditions=@sluice/source benchmarks/engine/on-workers.ts [runs=1000] [workers=2]
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { planOf, type Plan } from '@sluice/core'
import { openEngine, openWorker, type Engine } from '@sluice/engine'
import { newTestSchema } from '@sluice/engine/testing'
import { noOpChain } from './no-op-plans.ts'

interface Place {
  readonly root: string
  readonly url: string
  readonly schema: string
}

const stepsOfEach = 10
const chain = noOpChain(stepsOfEach)

function planFor(deployment: string): Plan {
  return planOf(chain, { deployment, params: {}, asOf: new Date('2026-03-02T00:00:00Z') })
}

function optionsOf({ root, url, schema }: Place) {
  return { root, database: 'env:BENCH_DATABASE', env: { BENCH_DATABASE: url }, schema }
}

async function work(place: Place): Promise<void> {
  const worker = await openWorker({
    ...optionsOf(place),
    concurrency: 20,
    planFor: ({ deployment }) => planFor(deployment),
  })
  const before = process.cpuUsage()
  process.on('message', () => {
    const { user, system } = process.cpuUsage(before)
    void worker.stop().then(() => {
      process.send?.((user + system) / 1e6)
      process.disconnect()
    })
  })
  process.send?.('ready')
}

/** By run the milliseconds from its start to the start of its first step. */
async function waits({ journal }: Engine, runs: readonly string[]): Promise<readonly number[]> {
  const found = await Promise.all(
    runs.map(async run => {
      const [started, first] = (await journal.events(run)).filter(({ kind }) =>
        ['run-started', 'step-started'].includes(kind),
      )
      return Number(first?.at) - Number(started?.at)
    }),
  )
  return found.toSorted((a, b) => a - b)
}

async function measure(runs: number, workers: number): Promise<void> {
  const schema = newTestSchema()
  const root = mkdtempSync(join(tmpdir(), 'sluice-bench-workers-'))
  const place = { root, url: schema.url, schema: schema.schema }
  const engine = await openEngine({ ...optionsOf(place), executor: 'postgres' })
  const children = Array.from({ length: workers }, () =>
    fork(import.meta.filename, ['worker', JSON.stringify(place)], {
      execArgv: ['--conditions=@sluice/source'],
    }),
  )
  const answers = () => Promise.all(children.map(child => new Promise(done => child.once('message', done))))
  await answers()
  for (let i = 0; i < 31; i++) await engine.run([{ plan: planFor(`quiet-${i}`) }])
  // The newest 30: the first one found everything cold.
  const wait = await waits(
    engine,
    (await engine.journal.runs({ limit: 30 })).map(({ id }) => id),
  )
  const [load = 0] = loadavg()
  const started = performance.now()
  const requests = Array.from({ length: runs }, (_, i) => ({ plan: planFor(`client-${i}`) }))
  const summaries = await engine.run(requests)
  const seconds = (performance.now() - started) / 1000
  if (summaries.some(({ status }) => status !== 'succeeded')) throw new Error('not all succeeded')
  const ended = answers()
  for (const child of children) child.send('stop')
  const cpu = (await ended).map(each => Number(each).toFixed(1)).join(' + ')
  process.stdout.write(
    `${runs} runs × ${stepsOfEach} steps on ${workers} workers: ${seconds.toFixed(1)} s, ` +
      `${Math.round((runs * stepsOfEach) / seconds)} steps/s, ${cpu} s of CPU in the workers; ` +
      `start of a run to its first step, nothing else running: p50 ${wait[15]} ms, p95 ${wait[28]} ms; ` +
      `load ${load.toFixed(1)} before\n`,
  )
  await engine.close()
  await schema.drop()
  rmSync(root, { recursive: true })
}

const [first, second] = process.argv.slice(2)
if (first === 'worker') await work(JSON.parse(second ?? '') as Place)
else await measure(Number(first ?? 1000), Number(second ?? 2))
