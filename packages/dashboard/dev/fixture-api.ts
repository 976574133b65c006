import { clientsOf } from './data/clients.ts'
import { datasetOf, historyOf, rowsOf } from './data/datasets.ts'
import { largeRun } from './data/large-run.ts'
import {
  booksOf,
  datasetsOf,
  deploymentsOf,
  gridOf,
  incidentsOf,
  overviewOf,
  rejectedOf,
} from './data/lists.ts'
import { modelBriefOf, modelOf, versionOf } from './data/models.ts'
import { briefOf, mondays, runOf } from './data/runs.ts'

/** An answer of the fixture server. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

type Handler = (parts: readonly string[], url: URL) => unknown

/** The API over made-up data of so many clients and weeks. Writes answer that it is done and change nothing. */
export function fixtureApi(size: number, weeks: number): (method: string, url: URL) => Answer {
  const clients = clientsOf(size)
  const routes = readsOf(size, weeks)
  return (method, url) => {
    const path = url.pathname.slice('/v1/'.length)
    if (method === 'POST') return { status: 200, body: posted(path, clients.slice(0, 3)) }
    const [first = '', ...parts] = path.split('/').map(decodeURIComponent)
    const body = routes[first]?.(parts, url)
    if (body !== undefined) return { status: 200, body }
    return {
      status: 404,
      body: { title: 'Not found', status: 404, detail: `There is no ${path}.`, code: 'not-found' },
    }
  }
}

function readsOf(size: number, weeks: number): Readonly<Record<string, Handler>> {
  const clients = clientsOf(size)
  const briefs = clients.flatMap(client => mondays.map((_, week) => briefOf(client, week))).toReversed()
  const datasets = datasetsOf(clients.slice(0, 5))
  const overview = overviewOf(clients)
  const grid = gridOf(clients, weeks)
  const clientOf = (id: string) => clients.find(client => client.id === id)
  return {
    me: () => ({
      kind: 'local',
      name: 'Ada Lovelace',
      role: 'operator',
      clients: 'all',
      zones: [...new Set(clients.map(({ zone }) => zone))],
      project: { executor: 'embedded', pipelines: 3, deployments: size * 3 },
      at: new Date().toISOString(),
    }),
    overview: (_, url) => pageOf(overview, url),
    runs: ([id, what]) => {
      if (id === undefined) return { items: briefs }
      const run = id === 'large' ? largeRun() : findRun(size, id)
      return what === 'events' ? { items: [], last: 8, more: false } : run
    },
    grid: (_, url) => pageOf(grid, url),
    backfills: () => ({ items: [] }),
    datasets: ([digest, what], url) => {
      if (digest === undefined) return { items: datasets }
      const known = datasets.find(dataset => dataset.digest === digest)
      // Datasets of a history are not in the list: each stands for the first.
      const found =
        known ??
        (datasets[0] && /^sha256:[0-9a-f]{64}$/.test(digest) ? { ...datasets[0], digest } : undefined)
      const client = found && clientOf(found.madeBy.deployment)
      if (found === undefined || client === undefined) return undefined
      if (what === 'rows') return rowsOf(found.rows, Number(url.searchParams.get('limit') ?? 20))
      return what === 'history' ? historyOf(client, found) : datasetOf(client, found)
    },
    models: ([name, , version, what]) => {
      if (name === undefined) return { items: clients.slice(0, 5).map(modelBriefOf) }
      const client = clientOf(name.split('/')[1] ?? '')
      if (client === undefined) return undefined
      if (what === 'report') return '<!doctype html><title>Report</title><h1>Report</h1>'
      return version === undefined ? modelOf(client) : versionOf(client, Number(version) - 1)
    },
    incidents: ([id], url) => {
      const state = url.searchParams.get('state')
      const all = incidentsOf(clients)
      if (id !== undefined) return all.find(incident => incident.id === id)
      return { items: all.filter(incident => state === null || incident.state === state) }
    },
    deployments: ([pipeline, deployment]) => {
      const all = deploymentsOf(clients.slice(0, 200))
      if (pipeline === undefined) return { items: all }
      return all.find(item => item.pipeline === pipeline && item.deployment === deployment)
    },
    deliveries: ([book, what]) => {
      const all = booksOf(clients.slice(0, 5))
      if (book === undefined) return { items: all }
      const found = all.find(item => item.book === book)
      return what === 'rejected' ? { items: rejectedOf(found?.rejected ?? 0) } : found
    },
    search: (_, url) => {
      const text = (url.searchParams.get('q') ?? '').toLowerCase()
      const hits = briefs
        .filter(({ id, label = '' }) => `${id} ${label}`.toLowerCase().includes(text))
        .slice(0, 12)
      return {
        items: hits.map(({ id, label = id, pipeline, asOf }) => ({
          kind: 'run',
          title: `${label} · ${asOf.slice(0, 10)}`,
          detail: `${pipeline} ${id}`,
          run: id,
        })),
        more: false,
      }
    },
  }
}

function pageOf<T>(whole: { readonly items: readonly T[] }, { searchParams }: URL): unknown {
  const from = Number(searchParams.get('cursor') ?? 0)
  const to = from + Number(searchParams.get('limit') ?? 100)
  const { length } = whole.items
  return { ...whole, items: whole.items.slice(from, to), ...(to < length && { next: String(to) }) }
}

function findRun(size: number, id: string) {
  for (const client of clientsOf(size)) {
    const week = mondays.findIndex((_, i) => briefOf(client, i).id === id)
    if (week >= 0) return runOf(client, week)
  }
  return undefined
}

function posted(path: string, clients: ReturnType<typeof clientsOf>): unknown {
  if (path !== 'backfills:preview') {
    return path === 'backfills'
      ? { items: [{ id: 'b1', deployment: 'alpine', runs: 3 }] }
      : { done: 'It is done.', outcome: 'done' }
  }
  const items = mondays.map((day, i) => ({
    start: new Date(Date.parse(`${day}T00:00:00Z`) - 604_800_000).toISOString(),
    end: `${day}T00:00:00.000Z`,
    action: (['run', 'leave', 'redo'] as const)[i] ?? 'run',
    why: ['No run covers it.', 'Its run has succeeded.', 'Its run has failed.'][i] ?? '',
  }))
  return {
    pipeline: 'propensity.refresh',
    counts: { run: 3, leave: 3, redo: 3 },
    clients: clients.map(({ id, label, zone }) => ({ deployment: id, label, zone, items })),
  }
}
