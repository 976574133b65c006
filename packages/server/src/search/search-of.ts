import { knownPipelines } from '../resources/known-pipelines.ts'
import type { SearchHit, SearchHits } from '../api/search-hit.ts'
import { sees } from '../access/principal.ts'
import { bookOf } from '../resources/books.ts'
import { datasetIn, datasetName } from '../resources/dataset-made.ts'
import type { Reads } from '../resources/reads.ts'
import { deploymentsOf, seenPipelines } from '../resources/scope.ts'
import { clientOfModel } from '../resources/step-facts.ts'
import { rankOf } from './rank.ts'

type Ranked = readonly [rank: number, hit: SearchHit]

const recentRuns = 200
const mostOfKind = 20

/** What a text names, the best first: whole names, beginnings, beginnings of words, and then anything with it inside. */
export async function searchOf(reads: Reads, text: string, limit: number): Promise<SearchHits> {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return { items: [], more: false }
  const found = await Promise.all([
    runs(reads, wanted),
    steps(reads, wanted),
    models(reads, wanted),
    datasets(reads, wanted),
    books(reads, wanted),
  ])
  const ranked = [...configured(reads, wanted), ...found.flat()].toSorted(
    ([a, one], [b, other]) => a - b || compare(one.title, other.title),
  )
  return { items: ranked.slice(0, limit).map(([, hit]) => hit), more: ranked.length > limit }
}

/** Clients and pipelines; a client is one hit, whatever it has. */
function configured(reads: Reads, wanted: string): readonly Ranked[] {
  const seen = seenPipelines(reads)
  const pipelines = [...new Set(seen.map(({ key }) => key.pipeline))].map((pipeline): Ranked => [
    rankOf(wanted, [pipeline]),
    { kind: 'pipeline', title: pipeline, detail: 'pipeline', pipeline },
  ])
  const clients = new Map(
    seen.map(known => [known.key.deployment, known]).toReversed() as [string, (typeof seen)[number]][],
  )
  const deployments = [...clients.values()].map(({ key, deployment }): Ranked => {
    const { label } = deployment
    const title = label ?? key.deployment
    const names = label === undefined ? [key.deployment] : [label, key.deployment]
    return [rankOf(wanted, names), { kind: 'deployment', title, detail: key.deployment, ...key }]
  })
  return best([...pipelines, ...deployments])
}

async function runs({ engine, principal, config }: Reads, wanted: string): Promise<readonly Ranked[]> {
  if (!/^[0-9a-z][0-9a-z-]*$/.test(wanted)) return []
  const deployments = deploymentsOf(principal)
  const found = await engine.views.runs({
    prefix: wanted,
    limit: mostOfKind,
    ...(deployments !== undefined && { deployments }),
  })
  return found.map(({ id, pipeline, deployment, label, asOf, status }): Ranked => {
    const name =
      knownPipelines(config).get(`${pipeline}\n${deployment}`)?.deployment.label ?? label ?? deployment
    const detail = `${name} ${pipeline} as of ${asOf.toISOString().slice(0, 10)}, ${status}`
    return [rankOf(wanted, [id]), { kind: 'run', title: id, detail, run: id, pipeline, deployment }]
  })
}

/** Names of steps in the newest runs, each once for a pipeline. */
async function steps({ engine, principal }: Reads, wanted: string): Promise<readonly Ranked[]> {
  const deployments = deploymentsOf(principal)
  const recent = await engine.views.runs({
    limit: recentRuns,
    ...(deployments !== undefined && { deployments }),
  })
  const byId = new Map(recent.map(run => [run.id, run]))
  const found = await engine.views.stepsNamed({
    text: wanted,
    runs: [...byId.keys()],
    limit: 10 * recentRuns,
  })
  const seen = new Map<string, Ranked>()
  for (const run of recent) {
    for (const { step } of found.filter(one => one.run === run.id)) {
      const { pipeline, deployment, id } = run
      const name = `${pipeline}\n${step}`
      if (seen.has(name)) continue
      const hit = {
        kind: 'step',
        title: step,
        detail: `step of ${pipeline}`,
        pipeline,
        deployment,
        run: id,
        step,
      } as const
      seen.set(name, [rankOf(wanted, [step]), hit])
    }
  }
  return best([...seen.values()])
}

async function models({ engine, principal }: Reads, wanted: string): Promise<readonly Ranked[]> {
  const found = await engine.views.models()
  return best(
    found
      .filter(({ model }) => sees(principal, clientOfModel(model)))
      .map(({ model, versions }): Ranked => {
        const detail = versions === 1 ? '1 version' : `${versions} versions`
        const hit = { kind: 'model', title: model, detail, model, deployment: clientOfModel(model) } as const
        return [rankOf(wanted, [model]), hit]
      }),
  )
}

/** Datasets by the beginning of their digest. */
async function datasets({ engine, principal }: Reads, wanted: string): Promise<readonly Ranked[]> {
  const prefix = wanted.replace(/^sha256:/, '')
  if (!/^[0-9a-f]{4,64}$/.test(prefix)) return []
  const deployments = deploymentsOf(principal)
  const digests = await engine.views.digests(prefix, mostOfKind)
  const made = await Promise.all(
    digests.map(digest =>
      engine.views.madeOf(digest, { limit: 1, ...(deployments !== undefined && { deployments }) }),
    ),
  )
  return made.flatMap(([line], i): readonly Ranked[] => {
    const digest = digests[i] ?? ''
    const found = line && datasetIn(line, digest)
    if (line === undefined || found === undefined) return []
    const { pipeline, deployment } = line.run
    const detail = `${datasetName(line.step, found.path)} of ${deployment} ${pipeline}, ${found.ref.rows} rows`
    return [
      [rankOf(prefix, [digest]), { kind: 'dataset', title: digest, detail, digest, pipeline, deployment }],
    ]
  })
}

async function books(reads: Reads, wanted: string): Promise<readonly Ranked[]> {
  const found = (await reads.engine.views.books()).flatMap(name => bookOf(reads, name) ?? [])
  return best(
    found.map(({ book, deployment, pipeline, receiver }): Ranked => [
      rankOf(wanted, [book, receiver]),
      { kind: 'delivery', title: book, detail: `deliveries of ${pipeline}`, book, deployment, pipeline },
    ]),
  )
}

function best(hits: readonly Ranked[]): readonly Ranked[] {
  return hits
    .filter(([rank]) => rank < Infinity)
    .toSorted(([a], [b]) => a - b)
    .slice(0, 2 * mostOfKind)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
