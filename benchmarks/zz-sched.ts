import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { defineConfig, pipeline, step } from '@sluice/core'
import { openEngine, runScheduler } from '@sluice/engine'
import { z } from 'zod'
const clients = Number(process.argv[2] ?? 200)
const folder = mkdtempSync(join(tmpdir(), 'sb-'))
let offset = 0
const t0 = Date.now()
const now = () => new Date(Date.parse('2026-03-01T12:00:00Z') + offset + (Date.now() - t0))
const p = pipeline('p', {
  params: z.object({}),
  steps: () => {
    const steps: Record<string, ReturnType<typeof mk>> = {}
    const mk = (i: number, before: any) =>
      step({ inputs: before ? { before } : {}, keyed: 'run', definition: { i }, run: () => i })
    let prev: any
    for (let i = 0; i < 10; i++) {
      prev = mk(i, prev)
      steps['s' + i] = prev
    }
    return steps as any
  },
})
const config = defineConfig({
  deployments: Array.from({ length: clients }, (_, i) =>
    p.deploy('c' + i, { params: {}, schedule: '0 2 * * *' }),
  ),
})
const engine = await openEngine({ root: folder, now })
let stop = new AbortController()
const opts = () => ({
  config,
  engine,
  journal: engine.schedules,
  alerts: [],
  now,
  stop: stop.signal,
  cancel: new AbortController().signal,
  wait: (ms: number, s: AbortSignal) =>
    new Promise<void>(r => {
      if (s.aborted) return r()
      const t = setTimeout(r, ms)
      s.addEventListener(
        'abort',
        () => {
          clearTimeout(t)
          r()
        },
        { once: true },
      )
    }),
  onRunEvent: () => {},
})
setTimeout(() => stop.abort(), 500)
await runScheduler({ ...opts(), onEvent: () => {} })
stop = new AbortController()
offset = 14.1 * 3600_000 - (Date.now() - t0)
const s = performance.now()
let ended = 0
let ticks = 0
await runScheduler({
  ...opts(),
  onEvent: e => {
    if (e.kind === 'ended' && ++ended === clients) stop.abort()
  },
})
console.log(
  clients,
  'clients x 10 steps',
  ((performance.now() - s) / 1000).toFixed(1),
  's',
  (process.memoryUsage().rss / 1e6) | 0,
  'MB',
)
await engine.close()
rmSync(folder, { recursive: true })
