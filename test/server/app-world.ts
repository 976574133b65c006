import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { defineConfig, pipeline, planOf, step, type Config } from '@sluice/core'
import { openEngine, type Engine, type EngineOptions, type RunSummary } from '@sluice/engine'
import { startServer, type RunningServer, type ServerLine, type ServerOptions } from '@sluice/server'
import { newTestSchema, type TestSchema } from '@sluice/engine/testing'
import { z } from 'zod'

/** What a user may call things, and no page may take for markup. */
export const sharp = `<img src=x onerror=alert(1)>"'&</script>`

/** A server that listens over an engine of its own. */
export interface AppWorld {
  readonly engine: Engine
  readonly config: Config
  readonly server: RunningServer
  readonly folder: string
  /** What the server said is wrong. */
  readonly lines: ServerLine[]
  /** Steps wait for this before they end. */
  gate: Promise<unknown>
  run(deployment: string, asOf?: string): Promise<RunSummary>
  /** Asks, and gives status, headers and what the JSON says. */
  ask(path: string, init?: RequestInit): Promise<Answer>
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  close(): Promise<void>
}

/** An answer that was read. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Record<string, unknown>
}

/** Where records are, besides the folder. */
type Place = Pick<EngineOptions, 'database' | 'schema' | 'env'>

/** A world whose records are in PostgreSQL, in a schema of its own. */
export async function openAppOnPostgres(): Promise<AppWorld & { readonly schema: TestSchema }> {
  const schema = newTestSchema()
  const place = { database: 'env:DATABASE', schema: schema.schema, env: { DATABASE: schema.url } }
  const world = await openApp({}, place)
  const { close: closeWorld } = world
  return Object.assign(world, {
    schema,
    async close() {
      await closeWorld()
      await schema.drop()
    },
  })
}

/** Opens a world; `also` is more for the server. */
export async function openApp(also: Partial<ServerOptions> = {}, place: Place = {}): Promise<AppWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-app-'))
  const engine = await openEngine({ root: folder, concurrency: 4, env: {}, ...place })
  const lines: ServerLine[] = []
  const world = { gate: Promise.resolve() as Promise<unknown> }
  const config = configOf(world)
  const server = await startServer({
    engine,
    config: () => config,
    port: 0,
    log: line => void lines.push(line),
    ...also,
  })
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${server.url}${path}`, { redirect: 'manual', ...init })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== ''
    const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>
    return { status: response.status, headers: response.headers, text, json }
  }
  return Object.assign(world, {
    engine,
    config,
    server,
    folder,
    lines,
    async run(deployment: string, asOf = '2026-03-09T05:00:00Z') {
      const declared = config.deployments.find(({ name }) => name === deployment)
      if (declared === undefined) throw new Error(`no deployment ${deployment}`)
      const plan = planOf(declared.pipeline, { deployment, params: declared.params, asOf: new Date(asOf) })
      const [summary] = await engine.run([{ plan, fresh: true }])
      return summary as RunSummary
    },
    ask,
    post: (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async close() {
      await server.close()
      await engine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  })
}

function configOf(world: { readonly gate: Promise<unknown> }): Config {
  const daily = pipeline('daily', {
    params: z.object({ note: z.string() }),
    steps: ({ params }) => {
      const take = step({
        inputs: {},
        keyed: 'run',
        definition: { step: 'take', note: params.note },
        run: async (_, { log }) => {
          log(`took ${params.note}`)
          await world.gate
          return { rows: 3, note: params.note }
        },
      })
      const give = step({
        inputs: { take },
        definition: { step: 'give' },
        run: async ({ take: taken }) => ({ rows: taken.rows }),
      })
      return { take, give }
    },
  })
  return defineConfig({
    deployments: [
      daily.deploy('acme', { params: { note: sharp }, label: sharp, schedule: '0 6 * * MON' }),
      daily.deploy('bravo', { params: { note: 'b' } }),
    ],
  })
}

/** Waits until something holds, at most 20 s. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 800; tries++) {
    if (await holds()) return
    await pause(25)
  }
  throw new Error('it did not come to hold within 20 s')
}
