import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startFakeSegment } from '@sluice/connectors/testing'
import { openEngine } from '@sluice/engine'
import { accessTokens, openAccess, startServer, type RunningServer } from '@sluice/server'
import { clients } from '../../../examples/agency/src/clients.ts'
import { writeKeyName } from '../../../examples/agency/src/project.ts'
import { buildDashboard } from '../../../scripts/build/dashboard.ts'
import { agencyConfig, runThreeWeeks, warehousesIn } from './agency.ts'

/** The dashboard on the demo's three weeks, small, on the server that everybody gets. */
export interface World {
  readonly url: string
  /** The same behind a login; a token opens it. */
  readonly locked: { readonly url: string; readonly token: string }
  /** The configuration maps the column that was renamed, from now on. */
  repair(): void
  /** Lets the steps go on that wait. */
  release(): void
  /** Stops the server, and starts it again at the same address after `meanwhile`. */
  restart(meanwhile: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** Opens a world in a folder of its own. */
export async function openWorld(): Promise<World> {
  const dashboard = await buildDashboard(resolve(import.meta.dirname, '../../..'))
  const folder = await mkdtemp(join(tmpdir(), 'sluice-world-'))
  const warehouses = warehousesIn(folder)
  await mkdir(warehouses)
  const cdp = await startFakeSegment({ seed: 1 })
  const env = Object.fromEntries(clients.map(({ id }) => [writeKeyName(id), `key-${id}`]))
  const engine = await openEngine({ root: join(folder, '.sluice'), concurrency: 2, env, who: 'demo' })
  let release = () => {}
  const gate = { open: new Promise<void>(done => (release = done)) }
  const places = { warehouses, cdpUrl: cdp.url, gate }
  await runThreeWeeks(engine, places)
  let config = agencyConfig(places, false)
  const serve = (port: number) => startServer({ engine, config: () => config, port, dashboard })
  let server: RunningServer = await serve(0)
  const locked = await openLocked()
  return {
    url: server.url,
    locked,
    repair: () => void (config = agencyConfig(places, true)),
    release: () => release(),
    async restart(meanwhile) {
      await server.close()
      await meanwhile()
      server = await serve(Number(new URL(server.url).port))
    },
    async close() {
      release()
      await locked.close()
      await server.close()
      await engine.close()
      await cdp.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }

  async function openLocked() {
    const tokens = accessTokens(engine.database, { now: () => new Date(), random: randomBytes })
    const { text } = await tokens.create({
      name: 'pages',
      role: 'viewer',
      clients: ['kirei'],
      createdBy: 'test',
    })
    const access = await openAccess({ engine, server: { openOnLoopback: false } })
    const running = await startServer({ engine, config: () => config, port: 0, dashboard, gate: access })
    return {
      url: running.url,
      token: text,
      async close() {
        await running.close()
        await access.close()
      },
    }
  }
}
