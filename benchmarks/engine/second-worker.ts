// What a second worker brings: one run of steps that only compute, one step at once on each worker, workers in processes of
// their own, over the PostgreSQL of SLUICE_TEST_POSTGRES:
// node --conditions=@sluice/source benchmarks/engine/second-worker.ts [steps=16] [rounds=1]
// Beside the time it tells the processor time of each worker: what the busiest one needs is what the run would take on cores
// that nobody else uses.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline, planOf, step, type Plan } from '@sluice/core'
import { openEngine, openWorker } from '@sluice/engine'
import { newTestSchema } from '@sluice/engine/testing'
import { anything } from './no-op-plans.ts'

interface Place {
  readonly root: string
  readonly url: string
  readonly schema: string
  readonly steps: number
}

interface Measured {
  readonly seconds: number
  readonly cpu: readonly number[]
}

/** About 0.2 s of a core, always the same work. */
function compute(seed: number): number {
  let state = seed + 1
  for (let i = 0; i < 180_000_000; i++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
  return state
}

function planFor(deployment: string, count: number): Plan {
  const computing = pipeline('computing', {
    params: anything,
    steps: () =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          `step-${i}`,
          step({ inputs: {}, keyed: 'run', definition: { i }, run: () => compute(i) }),
        ]),
      ),
  })
  return planOf(computing, { deployment, params: {}, asOf: new Date('2026-03-02T00:00:00Z') })
}

function optionsOf({ root, url, schema }: Place) {
  return { root, database: 'env:BENCH_DATABASE', env: { BENCH_DATABASE: url }, schema }
}

async function work(place: Place): Promise<void> {
  const worker = await openWorker({
    ...optionsOf(place),
    concurrency: 1,
    planFor: ({ deployment }) => planFor(deployment, place.steps),
  })
  // Compiled before the time begins.
  compute(0)
  const before = process.cpuUsage()
  process.on('message', () => {
    const { user, system } = process.cpuUsage(before)
    process.send?.((user + system) / 1e6)
    void worker.stop().then(() => process.disconnect())
  })
  process.send?.('ready')
}

async function answersOf(children: readonly ChildProcess[]): Promise<readonly unknown[]> {
  return Promise.all(children.map(async child => ((await once(child, 'message')) as readonly unknown[])[0]))
}

async function measure(workers: number, steps: number): Promise<Measured> {
  const schema = newTestSchema()
  const root = mkdtempSync(join(tmpdir(), 'sluice-bench-second-'))
  const place = { root, url: schema.url, schema: schema.schema, steps }
  const engine = await openEngine({ ...optionsOf(place), executor: 'postgres' })
  const children = Array.from({ length: workers }, () =>
    fork(import.meta.filename, ['worker', JSON.stringify(place)], {
      execArgv: ['--conditions=@sluice/source'],
    }),
  )
  await answersOf(children)
  const started = performance.now()
  const [summary] = await engine.run([{ plan: planFor('bench', steps) }])
  const seconds = (performance.now() - started) / 1000
  if (summary?.status !== 'succeeded') throw new Error(`the run ${summary?.status}`)
  const ended = answersOf(children)
  for (const child of children) child.send('stop')
  const cpu = (await ended).map(Number)
  await Promise.all(children.map(child => once(child, 'exit')))
  await engine.close()
  await schema.drop()
  rmSync(root, { recursive: true })
  return { seconds, cpu }
}

async function bench(steps: number, rounds: number): Promise<void> {
  const busiest: Record<number, number> = {}
  for (let round = 0; round < rounds; round++) {
    for (const workers of [1, 2]) {
      const [load = 0] = loadavg()
      const { seconds, cpu } = await measure(workers, steps)
      busiest[workers] = Math.min(busiest[workers] ?? Infinity, Math.max(...cpu))
      process.stdout.write(
        `${steps} steps on ${workers} workers: ${seconds.toFixed(1)} s; processor time ` +
          `${cpu.map(each => each.toFixed(2)).join(' + ')} s; load ${load.toFixed(1)} before\n`,
      )
    }
  }
  const share = (busiest[2] ?? NaN) / (busiest[1] ?? NaN)
  process.stdout.write(`processor time of the busiest worker: × ${share.toFixed(2)} with the second one\n`)
}

const [first, second] = process.argv.slice(2)
if (first === 'worker') await work(JSON.parse(second ?? '') as Place)
else await bench(Number(first ?? 16), Number(second ?? 1))
