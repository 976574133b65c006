import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openEngine, type Engine, type RunEvent, type RunSummary } from '@sluice/engine'
import { startFakeSegment, type FakeSegment } from '@sluice/connectors/testing'
import { alertConsole, alertFile, type Config } from 'sluice'
import { clients } from '../clients.ts'
import { repair } from './repair.ts'
import { requestFor } from './request-for.ts'
import { agencyProject, writeKeyName } from '../project.ts'
import { advanceTo, breakSchema, createWarehouses, mondays } from '../simulate/index.ts'
import { blockedBy, clientWeek, trainedLine, type WeekFacts } from './facts.ts'

/** What the demo is given and tells. */
export interface DemoOptions {
  /** Emptied first. */
  readonly folder: string
  readonly seed: number
  /** Size of the clients relative to the full demo; 1 by default. */
  readonly scale?: number
  readonly concurrency: number
  readonly signal: AbortSignal
  readonly narrate: (text: string) => void
  readonly onEvent?: (event: RunEvent) => void
}

/** Everything the demo found out. */
export interface DemoFacts {
  readonly trained: readonly { readonly client: string; readonly status: string; readonly seconds: number }[]
  readonly weeks: readonly WeekFacts[]
  readonly cdp: { readonly received: number; readonly duplicates: number }
}

/** Makes five clients, trains them, refreshes three Mondays, breaks one schema, repairs and resumes. */
export async function runDemo(options: DemoOptions): Promise<DemoFacts> {
  const { folder, seed, scale = 1, narrate } = options
  await rm(folder, { recursive: true, force: true })
  const warehouses = join(folder, 'warehouses')
  await mkdir(warehouses, { recursive: true })
  narrate(`Making five clients' warehouses (seed ${seed}) …`)
  await createWarehouses({ folder: warehouses, seed, scale })
  const cdp = await startFakeSegment({ throttleEvery: 40, failEvery: 97, seed })
  try {
    return await withCdp({ ...options, scale }, warehouses, cdp)
  } finally {
    await cdp.stop()
  }
}

async function withCdp(options: DemoOptions, warehouses: string, cdp: FakeSegment): Promise<DemoFacts> {
  const { folder, concurrency, narrate } = options
  const env = Object.fromEntries(clients.map(({ id }) => [writeKeyName(id), `demo-key-${id}`]))
  const alerts = [alertConsole(narrate), alertFile(join(folder, 'alerts.jsonl'))]
  const project = agencyProject({ warehouses, cdpUrl: cdp.url, alerts })
  const engine = await openEngine({ root: join(folder, '.sluice'), alerts, concurrency, env, who: 'demo' })
  try {
    narrate('\nTraining one model per client, from one definition …')
    const trained = await run(engine, project, 'train', mondays[0], options)
    for (const summary of trained) narrate(`  ${trainedLine(summary)}`)
    const weeks: WeekFacts[] = []
    for (const [i, asOf] of mondays.entries()) {
      options.signal.throwIfAborted()
      weeks.push(await week({ engine, project, warehouses, cdpUrl: cdp.url, week: i + 1, asOf }, options))
    }
    return {
      trained: trained.map(summary => {
        const { client, status, seconds } = clientWeek(summary)
        return { client, status, seconds }
      }),
      weeks,
      cdp: { received: cdp.received(), duplicates: cdp.duplicates() },
    }
  } finally {
    await engine.close()
  }
}

interface Week {
  readonly engine: Engine
  readonly project: Config
  readonly warehouses: string
  readonly cdpUrl: string
  readonly week: number
  readonly asOf: Date
}

async function week(
  { engine, project, warehouses, cdpUrl, week: number, asOf }: Week,
  options: DemoOptions,
): Promise<WeekFacts> {
  const { narrate } = options
  narrate(`\nWeek ${number}, Monday ${asOf.toISOString().slice(0, 10)}`)
  for (const { id } of clients) await advanceTo({ folder: warehouses, client: id, week: number })
  if (number === 3) {
    narrate(`  ${repair.client} renamed a column of its warehouse over the weekend, and told nobody.`)
    await breakSchema({ folder: warehouses, client: repair.client })
  }
  const summaries = await run(engine, project, 'pipeline', asOf, options)
  const blocked = summaries.flatMap(blockedBy)
  const facts = { week: number, asOf: asOf.toISOString(), clients: summaries.map(clientWeek), blocked }
  if (blocked.length === 0) return { ...facts, resumed: [] }
  narrate(
    `\n  The analyst adds one line, mapping: ${JSON.stringify(repair.mapping)}, and resumes ${repair.client}.`,
  )
  const repaired = agencyProject({ warehouses, cdpUrl, mappings: { [repair.client]: repair.mapping } })
  const resumed = await run(engine, repaired, 'pipeline', asOf, options, repair.client)
  return { ...facts, resumed: resumed.map(clientWeek) }
}

async function run(
  engine: Engine,
  project: Config,
  part: 'pipeline' | 'train',
  asOf: Date,
  { signal, onEvent }: DemoOptions,
  only?: string,
): Promise<readonly RunSummary[]> {
  const requests = project.deployments
    .filter(({ name }) => only === undefined || name === only)
    .map(deployment => requestFor(deployment, part, asOf))
  return engine.run(requests, { signal, ...(onEvent && { onEvent }) })
}
