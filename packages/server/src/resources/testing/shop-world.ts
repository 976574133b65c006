import { setTimeout as pause } from 'node:timers/promises'
import { defineConfig, pipeline, query, sql, step, type CheckResult, type DatasetRef } from '@sluice/core'
import { openEngine, type Engine, type EngineOptions, type RunSummary } from '@sluice/engine'
import { planOf } from '@sluice/core'
import { z } from 'zod'
import type { Principal } from '../../access/principal.ts'
import type { RouteContext } from '../../http/route-context.ts'
import { askRoute, type Asking } from './ask.ts'

/** Somebody who may do everything for some clients. */
export function somebody(clients: Principal['clients'] = 'all'): Principal {
  return { kind: 'token', id: 'token:1', name: 'ann', role: 'admin', clients }
}

/** What a label may hold that a page must not take for markup. */
export const sharpLabel = `Acme & Söhne <img src=x onerror=alert(1)>`

/** A small shop with two clients and an engine over it. */
export interface ShopWorld {
  readonly engine: Engine
  /** Rows of the next run's orders. */
  orders: number
  now: Date
  /** Runs the pipeline for a client as of an instant. */
  run(deployment: string, asOf: string): Promise<RunSummary>
  /** Asks the API; everything that goes on behind is waited for before the next question. */
  ask(url: string, asking?: Asking, principal?: Principal): Promise<unknown>
  close(): Promise<void>
}

/** The book of deliveries of a client. */
export const bookOf = (deployment: string) => `${deployment}/shop/deliver/fake-0123456789ab`

/** Opens the world over an engine with these options. */
export async function openShop(options: EngineOptions): Promise<ShopWorld> {
  const world = { orders: 100, now: new Date('2026-03-10T12:00:00Z') }
  const config = configOf(world)
  const engine = await openEngine({ concurrency: 2, ...options, now: () => world.now })
  const behind = new Set<Promise<unknown>>()
  const context = (principal: Principal): RouteContext => ({
    principal,
    engine,
    config,
    now: () => world.now,
    signal: new AbortController().signal,
    redact: text => text.replaceAll('hunter2', '•••'),
    later(work) {
      const entry = work(new AbortController().signal)
        .catch(() => undefined)
        .finally(() => behind.delete(entry))
      behind.add(entry)
    },
  })
  return Object.assign(world, {
    engine,
    async run(deployment: string, asOf: string) {
      const declared = config.deployments.find(({ name }) => name === deployment)
      if (declared === undefined) throw new Error(`no deployment ${deployment}`)
      const plan = planOf(declared.pipeline, { deployment, params: declared.params, asOf: new Date(asOf) })
      const [summary] = await engine.run([
        { plan, ...(declared.label !== undefined && { label: declared.label }) },
      ])
      // A clock that moves, so that what is newer is newer.
      world.now = new Date(world.now.getTime() + 60_000)
      if (summary === undefined) throw new Error('nothing ran')
      return summary
    },
    async ask(url: string, asking: Asking = {}, principal = somebody()) {
      const answer = await askRoute(context(principal), url, asking)
      while (behind.size > 0) await Promise.race([Promise.all(behind), pause(50)])
      return answer
    },
    close: () => engine.close(),
  })
}

function configOf(world: { readonly orders: number }) {
  const shop = pipeline('shop', {
    params: z.object({ url: z.string(), apiKey: z.string() }),
    steps: () => shopSteps(world),
  })
  const params = { url: 'postgres://me:hunter2@db/shop', apiKey: 'abc' }
  return defineConfig({
    deployments: [
      shop.deploy('acme', { params, label: sharpLabel, timezone: 'Europe/Berlin', schedule: '0 6 * * MON' }),
      shop.deploy('bravo', { params, timezone: 'America/New_York' }),
    ],
  })
}

function shopSteps(world: { readonly orders: number }) {
  const orders = step({
    inputs: {},
    keyed: 'run',
    definition: 'orders',
    run: async (_, { data, log }) => {
      log('reading orders', { rows: world.orders })
      return data.save(
        sql`SELECT i::DOUBLE AS id, ('<b>' || i)::VARCHAR AS name FROM range(${world.orders}) t(i)`,
      )
    },
    check: async output => judged(output),
  })
  const priced = query({
    inputs: { orders },
    sql: ({ orders: rows }) => sql`SELECT id, id * 2 AS price FROM ${rows}`,
  })
  const deliver = step({
    inputs: { priced },
    keyed: 'effect',
    definition: { step: 'deliver' },
    run: async ({ priced: rows }, { ledger, run }) => {
      const row = { payload: 'p', messageId: 'm', run: run.id }
      await ledger.write(bookOf(run.deployment), [
        { ...row, key: 'a', status: 'acknowledged' },
        { ...row, key: 'b', status: 'rejected', reason: 'no <email>' },
        { ...row, key: 'c', status: 'rejected', reason: 'no <email>' },
      ])
      return { rows: rows.rows, sent: 1, unchanged: rows.rows - 3, rejected: 2, requests: 1, reasons: {} }
    },
  })
  return { orders, priced, deliver }
}

function judged({ rows }: DatasetRef): readonly CheckResult[] {
  const result = { check: 'row-count', subject: 'orders', observed: rows, expected: '10 to 150' } as const
  if (rows < 10) {
    return [{ ...result, severity: 'block', status: 'failed', message: `orders has ${rows} rows <i>` }]
  }
  if (rows > 150) {
    return [{ ...result, severity: 'warn', status: 'failed', message: `orders has ${rows} rows` }]
  }
  return [{ ...result, severity: 'block', status: 'passed', message: 'as usual' }]
}
