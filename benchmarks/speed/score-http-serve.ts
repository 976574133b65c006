// A process that answers: `sluice <root>` with everything a real server has, `hono` with an empty route. Prints its port.
import { serve } from '@hono/node-server'
import { defineConfig } from '@sluice/core'
import { openEngine } from '@sluice/engine'
import { modelHost, openAccess, startServer } from '@sluice/server'
import { Hono } from 'hono'

const [kind, root = ''] = process.argv.slice(2)

if (kind === 'hono') {
  const app = new Hono().post('/', context => context.json({ scores: [] }))
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => say(port))
} else {
  const engine = await openEngine({ root })
  const host = modelHost({ models: engine.models, store: engine.store, everyMs: 100 })
  const gate = await openAccess({ engine })
  const config = defineConfig({})
  const { url } = await startServer({ engine, config: () => config, port: 0, gate, scoring: { host } })
  say(Number(new URL(url).port))
}

function say(port: number): void {
  process.stdout.write(`${port}\n`)
}

process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit(0))
