import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openEngine, type Engine } from '@sluice/engine'
import { resourceRoutes, type RouteContext } from '@sluice/server'
import { startPostgres } from '../../scripts/postgres/cluster.ts'
import { largeHistory, type LargeHistory } from '../engine/large-history.ts'
import { loadIntoPostgres, loadIntoSqlite } from '../engine/load-history.ts'

const size = { clients: 1000, weeks: 52, steps: 10, seed: 1 } as const

/** Every endpoint of the dashboard over a large history, in SQLite and in PostgreSQL. */
export async function benchDashboard(rounds: number): Promise<string> {
  const history = largeHistory(size)
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-dashboard-'))
  try {
    const sqlite = await inSqlite(join(folder, 'sqlite'), history, rounds)
    const postgres = await inPostgres(join(folder, 'postgres'), history, rounds)
    const names = [...sqlite.keys()]
    const { clients, weeks, steps } = size
    return [
      `dashboard over ${clients} clients × ${weeks} weeks × ${steps} steps (median of ${rounds} after the first, ms with the JSON made; first in brackets)`,
      `  ${''.padEnd(44)}${'SQLite'.padStart(16)}${'PostgreSQL'.padStart(16)}${'KB'.padStart(8)}`,
      ...names.map(name => line(name, sqlite.get(name), postgres.get(name))),
    ].join('\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Time {
  readonly first: number
  readonly median: number
  readonly bytes: number
}

async function inSqlite(root: string, history: LargeHistory, rounds: number) {
  await loadIntoSqlite(root, history)
  const engine = await openEngine({ root, now: () => history.now })
  return timesOf(engine, history, rounds).finally(() => engine.close())
}

async function inPostgres(root: string, history: LargeHistory, rounds: number) {
  const cluster = await startPostgres(resolve(import.meta.dirname, '../..'))
  try {
    const { url } = cluster
    await loadIntoPostgres({ root, url, schema: 'bench' }, history)
    const options = { database: 'env:DATABASE', schema: 'bench', env: { DATABASE: url } }
    const engine = await openEngine({ root, now: () => history.now, ...options })
    return await timesOf(engine, history, rounds).finally(() => engine.close())
  } finally {
    await cluster.stop()
  }
}

async function timesOf(
  engine: Engine,
  history: LargeHistory,
  rounds: number,
): Promise<ReadonlyMap<string, Time>> {
  const [run] = await engine.views.runs({ limit: 1, status: 'succeeded' })
  const [made] = await engine.views.datasets({ limit: 1 })
  const { digest = '' } = (made?.output ?? {}) as { readonly digest?: string }
  const client = run?.deployment ?? ''
  const urls: Readonly<Record<string, string>> = {
    'overview, 500 of 1,000 rows': '/v1/overview',
    'overview, all rows': '/v1/overview?limit=5000',
    'grid, 100 clients × a year': '/v1/grid?pipeline=weekly&from=2025-01-06&limit=100',
    'grid, 1,000 clients × a year': '/v1/grid?pipeline=weekly&from=2025-01-06&limit=1000',
    'runs, first page': '/v1/runs?limit=100',
    'runs that failed': '/v1/runs?status=failed&limit=100',
    'runs of a client': `/v1/runs?deployment=${client}&limit=100`,
    'a run': `/v1/runs/${run?.id}`,
    'events of a run': `/v1/runs/${run?.id}/events`,
    'a step': `/v1/runs/${run?.id}/steps/s5`,
    'datasets, first page': '/v1/datasets?limit=100',
    'datasets of a client': `/v1/datasets?deployment=${client}&limit=100`,
    'a dataset': `/v1/datasets/${digest}`,
    'history of a dataset': `/v1/datasets/${digest}/history`,
    'models, 500 of 1,000': '/v1/models?limit=500',
    'a model of 52 versions': `/v1/models/${encodeURIComponent(`m/${client}`)}`,
    incidents: '/v1/incidents',
    'deployments, 100 of 1,000': '/v1/deployments?limit=100',
    'a deployment': `/v1/deployments/weekly/${client}`,
    'deliveries, 200 of 1,000': '/v1/deliveries?limit=200',
    'search by label': '/v1/search?q=client%20777',
    'search by run': `/v1/search?q=${run?.id.slice(0, 12)}`,
  }
  const times = new Map<string, Time>()
  for (const [name, url] of Object.entries(urls)) {
    times.set(name, await timeOf(contextOf(engine, history), url, rounds))
  }
  return times
}

function contextOf(engine: Engine, { config, now }: LargeHistory): RouteContext {
  return {
    engine,
    config,
    now: () => now,
    principal: { kind: 'local', id: 'local', name: 'bench', role: 'admin', clients: 'all' },
    signal: new AbortController().signal,
    redact: text => text,
    later: () => undefined,
  }
}

async function timeOf(context: RouteContext, url: string, rounds: number): Promise<Time> {
  const taken: number[] = []
  let bytes = 0
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now()
    bytes = JSON.stringify(await answerOf(context, url)).length
    taken.push(performance.now() - started)
  }
  const [first = 0, ...others] = taken
  const sorted = others.toSorted((a, b) => a - b)
  return { first, median: sorted[Math.floor(sorted.length / 2)] ?? first, bytes }
}

async function answerOf(context: RouteContext, url: string): Promise<unknown> {
  const { pathname, searchParams } = new URL(url, 'http://sluice')
  for (const route of resourceRoutes) {
    const pattern = route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/:]+)')
    const found = new RegExp(`^${pattern}$`).exec(pathname)
    if (found === null || route.method !== 'GET') continue
    const decoded = Object.entries(found.groups ?? {}).map(
      ([name, text]) => [name, decodeURIComponent(text)] as const,
    )
    const input = {
      params: route.params.parse(Object.fromEntries(decoded)),
      query: route.query.parse(Object.fromEntries(searchParams)),
      body: {},
    }
    return await route.handle(input as never, context)
  }
  throw new Error(`no route for ${url}`)
}

function line(name: string, sqlite: Time | undefined, postgres: Time | undefined): string {
  const shown = (time: Time | undefined) =>
    time === undefined ? '' : `${time.median.toFixed(0)} (${time.first.toFixed(0)})`
  const kilobytes = ((sqlite?.bytes ?? 0) / 1000).toFixed(0)
  return `  ${name.padEnd(44)}${shown(sqlite).padStart(16)}${shown(postgres).padStart(16)}${kilobytes.padStart(8)}`
}
