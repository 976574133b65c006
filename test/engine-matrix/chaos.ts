// node --conditions=@sluice/source test/engine-matrix/chaos.ts [steps=5000] [workers=4] [seed=1]
// Workers are killed at random and PostgreSQL is stopped, crashed and started every few seconds, until every run has
// ended. Ends with 0 when everything ran to its end and every delivery arrived once.
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openEngine, type RunSummary } from '@sluice/engine'
import { startWorker, type RunningWorker } from './children.ts'
import { databaseIn } from './members.ts'
import { ownPostgres, type OwnPostgres } from './own-postgres.ts'
import { newWorld, planFor, removeWorlds, type World } from './world.ts'

const [wanted = 5000, workerCount = 4, seed = 1] = process.argv.slice(2).map(Number)
const stepsOfRun = 8
const deployments = Array.from({ length: Math.ceil(wanted / stepsOfRun) }, (_, i) => `client-${i}`)

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = randomFrom(seed)
const counts = { killed: 0, stopped: 0, crashed: 0 }
const over = new AbortController()

/** Keeps so many workers alive, and kills one every few seconds. */
async function killWorkers(world: World, database: { readonly url: string; readonly schema: string }) {
  const start = () => startWorker({ folder: dirname(world.root), ...database, stepMs: 20 })
  const workers: RunningWorker[] = Array.from({ length: workerCount }, start)
  while (!over.signal.aborted) {
    await pause(2000 + 4000 * random(), undefined, { signal: over.signal }).catch(() => undefined)
    if (over.signal.aborted) break
    const victim = Math.floor(random() * workers.length)
    workers[victim]?.kill('SIGKILL')
    counts.killed += 1
    workers[victim] = start()
  }
  for (const worker of workers) worker.kill('SIGTERM')
  await Promise.all(workers.map(({ ended }) => ended))
}

async function restartPostgres(postgres: OwnPostgres) {
  while (!over.signal.aborted) {
    await pause(3000 + 4000 * random(), undefined, { signal: over.signal }).catch(() => undefined)
    if (over.signal.aborted) return
    const mode = random() < 0.5 ? 'fast' : 'immediate'
    await postgres.stop(mode)
    counts[mode === 'fast' ? 'stopped' : 'crashed'] += 1
    await pause(200 + 800 * random())
    await postgres.start()
  }
}

function problemsOf(world: World, summaries: readonly RunSummary[]): readonly string[] {
  const arrived = world.arrived()
  const expected = deployments.map(deployment => `${deployment}/send/row`)
  const unfinished = summaries.filter(({ status }) => status !== 'succeeded')
  return [
    ...unfinished.map(({ run, status, steps }) => {
      const errors = steps.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : []))
      return `run ${run} ${status}: ${errors.join('; ')}`
    }),
    ...expected.filter(id => !arrived.includes(id)).map(id => `${id} did not arrive`),
    ...arrived.filter((id, i) => arrived.indexOf(id) !== i).map(id => `${id} arrived again`),
  ]
}

const world = newWorld()
const postgres = await ownPostgres()
await postgres.start()
const database = { url: postgres.url, schema: 'sluice' }
const engine = await openEngine({ ...databaseIn(world, database), executor: 'postgres' })
const started = performance.now()
const chaos = Promise.all([killWorkers(world, database), restartPostgres(postgres)])
try {
  const requests = deployments.map(deployment => ({ plan: planFor(world, 'wide', {}, deployment) }))
  const summaries = await engine.run(requests)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  const problems = problemsOf(world, summaries)
  const { killed, stopped, crashed } = counts
  process.stdout.write(
    `seed ${seed}: ${summaries.length} runs, ${summaries.length * stepsOfRun} steps in ${seconds} s; ` +
      `${workerCount} workers, ${killed} killed; PostgreSQL stopped ${stopped} and crashed ${crashed} times; ` +
      `${world.calls().length} calls, ${world.arrived().length} deliveries\n`,
  )
  for (const problem of problems) process.stdout.write(`  ${problem}\n`)
  process.exitCode = problems.length === 0 ? 0 : 1
} finally {
  over.abort()
  await chaos
  await engine.close()
  await postgres.remove()
  removeWorlds()
}
