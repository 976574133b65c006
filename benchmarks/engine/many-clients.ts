// Clients that are all due at once, each a chain of 10 no-op steps, on the embedded executor; default 1,000 clients:
// node --conditions=@sluice/source benchmarks/engine/many-clients.ts [clients]
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@sluice/core'
import { openEngine, runScheduler, type SchedulerEvent, type SchedulerOptions } from '@sluice/engine'
import { noOpChain } from './no-op-plans.ts'

const clients = Number(process.argv[2] ?? 1000)
const stepsOfEach = 10
/** All clients are seen for the first time, and then it is past two in the morning. */
const evening = Date.parse('2026-03-01T20:00:00Z')
const night = Date.parse('2026-03-02T02:00:00Z')

const chain = noOpChain(stepsOfEach)
const names = Array.from({ length: clients }, (_, i) => `client-${i}`)
const deployments = names.map(name => chain.deploy(name, { params: {}, schedule: '0 2 * * *' }))

const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-engine-'))
let epoch = evening - performance.now()
const now = () => new Date(epoch + performance.now())
const engine = await openEngine({ root: folder, now })
try {
  await schedule({ stopAfterMs: 1000 })
  epoch = night - performance.now()
  const [load = 0] = loadavg()
  const started = performance.now()
  const late: number[] = []
  let ended = 0
  await schedule({
    onEvent(event, stop) {
      if (event.kind === 'started') late.push(event.lateMs)
      if (event.kind === 'ended' && ++ended === clients) stop()
    },
  })
  const seconds = (performance.now() - started) / 1000
  const runs = engine.journal.runs({ limit: clients * 2 })
  const failed = runs.filter(({ status }) => status !== 'succeeded')
  if (runs.length !== clients || failed.length > 0) throw new Error('not all ran')
  const bytes = statSync(join(folder, 'journal.db')).size / (clients * stepsOfEach)
  late.sort((a, b) => a - b)
  const at = (part: number) => ((late[Math.floor(late.length * part)] ?? 0) / 1000).toFixed(2)
  process.stdout.write(
    `${clients} clients × ${stepsOfEach} steps: ${seconds.toFixed(1)} s; first start after ${at(0)} s, ` +
      `half after ${at(0.5)} s, last after ${at(0.9999)} s; ${Math.round(bytes)} bytes of journal per step; ` +
      `load ${load.toFixed(1)} before\n`,
  )
} finally {
  await engine.close()
  rmSync(folder, { recursive: true })
}

/** Runs a scheduler until it is told to stop, or for some time. */
async function schedule({
  stopAfterMs,
  onEvent = () => undefined,
}: {
  readonly stopAfterMs?: number
  readonly onEvent?: (event: SchedulerEvent, stop: () => void) => void
}): Promise<void> {
  const stop = new AbortController()
  if (stopAfterMs !== undefined) setTimeout(() => stop.abort(), stopAfterMs)
  const wait: SchedulerOptions['wait'] = (ms, signal) =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
    })
  await runScheduler({
    config: defineConfig({ deployments }),
    engine,
    journal: engine.schedules,
    alerts: [],
    now,
    wait,
    stop: stop.signal,
    cancel: new AbortController().signal,
    onEvent: event => onEvent(event, () => stop.abort()),
    onRunEvent: () => undefined,
  })
}
