import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  defineConfig,
  pipeline,
  planOf,
  step,
  type ArtifactRef,
  type Config,
  type DatasetRef,
  type Deployment,
} from '@sluice/core'
import { openEngine, type Engine, type RunSummary } from '@sluice/engine'
import {
  accessTokens,
  modelHost,
  openAccess,
  startServer,
  type ClientScope,
  type Role,
  type RunningServer,
} from '@sluice/server'
import { z } from 'zod'
import { asOf, purchases, shop as define, writePurchases } from '../scoring/shop.ts'

/** Two clients with one of everything each. */
export const clients = ['acme', 'bravo'] as const
export type Client = (typeof clients)[number]

/** What of a client a route may be asked for, by the name of the parameter. */
export type Things = Readonly<Record<string, string>>

/** A server with two clients, asked by people with tokens. */
export interface AccessWorld {
  readonly url: string
  readonly engine: Engine
  readonly things: Readonly<Record<Client, Things>>
  /** Rows that the model of a client scores. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** Makes a token and gives its text. */
  token(
    role: Role,
    clients: ClientScope,
    more?: { readonly expiresAt?: Date },
  ): Promise<{ readonly id: string; readonly text: string }>
  revoke(id: string): Promise<void>
  /** Lets the clock go on. */
  later(ms: number): void
  close(): Promise<void>
}

/** Trains and refreshes both clients, lets something fail in each, and serves it with tokens only. */
export async function openAccessWorld(): Promise<AccessWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-matrix-'))
  const clock = { ahead: 0 }
  const now = () => new Date(Date.now() + clock.ahead)
  const engine = await openEngine({ root: join(folder, '.sluice'), env: {}, concurrency: 2, now })
  const definition = define()
  const config = await configIn(folder, definition)
  const host = modelHost({ models: engine.models, store: engine.store })
  const tokens = accessTokens(engine.database, { now, random: randomBytes })
  const token: AccessWorld['token'] = async (role, scope, more = {}) => {
    const made = await tokens.create({
      name: `${role} of ${String(scope)}`,
      role,
      clients: scope,
      createdBy: 'test',
      ...more,
    })
    return { id: made.token.id, text: made.text }
  }
  const admin = await token('admin', 'all')
  const server = {
    openOnLoopback: false,
    limits: { failures: { perSecond: 1e6, burst: 1e6 }, requests: { perSecond: 1e6, burst: 1e6 } },
  }
  const access = await openAccess({ engine, server, now })
  const running = await startServer({
    engine,
    config: () => config,
    port: 0,
    gate: access,
    scoring: { host },
    now,
    log: ({ error }) => {
      if (error !== undefined) process.emitWarning(String(error))
    },
  })
  const runs = new Map<string, RunSummary>()
  for (const client of clients) {
    for (const name of ['shop.train', 'shop.refresh', 'broken', 'outage']) {
      runs.set(`${client} ${name}`, await run(engine, config, name, client))
    }
  }
  const things = Object.fromEntries(
    await Promise.all(
      clients.map(async client => {
        const backfill = await newBackfill(running, admin.text, client)
        const { id } = await token('viewer', [client])
        return [client, await thingsOf({ engine, runs, client, backfill, token: id })]
      }),
    ),
  ) as AccessWorld['things']
  return {
    url: running.url,
    engine,
    things,
    rows: [{ n: 1, recent: 1, spend: 12, days: 3, channel: 'web', luck: 5 }],
    token,
    revoke: async id => void (await tokens.revoke(id, 'test')),
    later: ms => void (clock.ahead += ms),
    async close() {
      await running.close()
      await access.close()
      host.close()
      await engine.close()
      rmSync(folder, { recursive: true })
    },
  }
}

async function configIn(folder: string, definition: ReturnType<typeof define>): Promise<Config> {
  const params = z.object({ folder: z.string() })
  const broken = pipeline('broken', {
    params,
    steps: ({ deployment }) => ({ deliver: delivered(), [`fetch-${deployment}`]: gone() }),
  })
  // Both clients fail in the same way, which is one incident of both.
  const outage = pipeline('outage', { params, steps: () => ({ fetch: gone() }) })
  const deployments: Deployment[] = []
  for (const [i, client] of clients.entries()) {
    const own = join(folder, client)
    mkdirSync(own)
    await writePurchases(own, purchases({ customers: 150 - 10 * i }))
    const given = { params: { folder: own }, schedule: '0 6 * * MON' }
    deployments.push(
      definition.deploy(client, given),
      ...[broken, outage].map(one => one.deploy(client, { params: given.params })),
    )
  }
  return defineConfig({ deployments })
}

function gone() {
  return step({
    inputs: {},
    keyed: 'run',
    definition: { step: 'fetch' },
    run: (_, { run }): Promise<never> => Promise.reject(new Error(`the source of ${run.deployment} is gone`)),
  })
}

function delivered() {
  return step({
    inputs: {},
    keyed: 'effect',
    definition: { step: 'deliver' },
    run: async (_, { ledger, run }) => {
      const row = { key: 'a', payload: 'p', messageId: 'm', run: run.id }
      const book = `${run.deployment}/broken/deliver/fake-0123456789ab`
      await ledger.write(book, [{ ...row, status: 'rejected', reason: `not for ${run.deployment}` }])
      return { rows: 1, sent: 0, unchanged: 0, rejected: 1, requests: 1, reasons: {} }
    },
  })
}

async function run(engine: Engine, config: Config, name: string, client: Client): Promise<RunSummary> {
  const found = config.deployments
    .filter(deployment => deployment.name === client)
    .flatMap(({ pipeline: refresh, train, params }) =>
      [refresh, ...(train === undefined ? [] : [train])].map(one => ({ one, params })),
    )
    .find(({ one }) => one.name === name)
  if (found === undefined) throw new Error(`no pipeline ${name}`)
  const [summary] = await engine.run([
    { plan: planOf(found.one, { deployment: client, params: found.params, asOf }) },
  ])
  return summary as RunSummary
}

async function newBackfill({ url }: RunningServer, token: string, client: Client): Promise<string> {
  const response = await fetch(`${url}/v1/backfills`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...backfillOf(client), why: 'for the test' }),
  })
  const { items } = (await response.json()) as { readonly items: readonly { readonly id: string }[] }
  return items[0]?.id ?? ''
}

/** Intervals of a client that have no run. */
export function backfillOf(client: string): object {
  return { pipeline: 'shop.refresh', deployments: [client], from: '2026-04-01', to: '2026-05-01' }
}

interface Made {
  readonly engine: Engine
  readonly runs: ReadonlyMap<string, RunSummary>
  readonly client: Client
  readonly backfill: string
  readonly token: string
}

async function thingsOf({ engine, runs, client, backfill, token }: Made): Promise<Things> {
  const refresh = runs.get(`${client} shop.refresh`)
  const features = refresh?.steps.find(({ name }) => name === 'features')?.output as
    | DatasetRef
    | ArtifactRef
    | undefined
  const incidents = await engine.incidents.list({ limit: 100 })
  const books = await engine.views.books()
  return {
    run: runs.get(`${client} broken`)?.run ?? '',
    step: `fetch-${client}`,
    pipeline: 'shop.refresh',
    deployment: client,
    backfill,
    incident: incidents.find(({ deployments }) => deployments.join() === client)?.id ?? '',
    digest: features?.digest ?? '',
    model: `buys/${client}`,
    version: '1',
    book: books.find(book => book.startsWith(`${client}/`)) ?? '',
    token,
  }
}
