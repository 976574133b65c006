import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactRef } from '@sluice/core'
import { alertConsole, evaluationPage, loadEvaluation, type DeliveryReport, type KeyMetrics } from 'sluice'
import { openProject, outputOf, planFor, runOne } from '../project.ts'
import { adServer, type AdServer } from '../simulate/ad-server.ts'
import { againstTruth, type AgainstTruth } from './against-truth.ts'
import { campaignTable, type IntervalRows } from './campaign-table.ts'
import { killedRefresh } from './killed-refresh.ts'

/** What the demo is given and tells. */
export interface DemoOptions {
  /** Emptied first. */
  readonly folder: string
  /** URL of an empty PostgreSQL database. */
  readonly database: string
  readonly seed: number
  readonly people: number
  readonly narrate: (text: string) => void
}

/** What the demo found out. */
export interface DemoFacts {
  readonly threshold: string
  readonly evaluation: { readonly auc: number | null; readonly ece: number | null }
  readonly intervals: readonly IntervalRows[]
  /** By date of the interval. */
  readonly truth: Readonly<Record<string, AgainstTruth>>
  /** What the refresh did that went on after the kill, and the one that was done again. */
  readonly resumed: DeliveryReport
  readonly again: DeliveryReport
}

const start = new Date('2025-12-01T00:00:00Z')
const [first, second] = [new Date('2026-03-02T00:00:00Z'), new Date('2026-03-09T00:00:00Z')]

/** Simulates an ad server, trains, scores two intervals, kills one refresh, and does one again. */
export async function runDemo(options: DemoOptions): Promise<DemoFacts> {
  const { folder, seed, people, narrate } = options
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  narrate(`Simulating ${people} people and fourteen weeks of an ad server's logs (seed ${seed}) …`)
  const server = adServer({ seed, people, start, weeks: 15 })
  const logs = join(folder, 'logs')
  await server.writeLogs(logs, start, first)
  const trained = await train(options, logs)
  narrate('\nInterval 2026-03-02')
  await refresh(options, logs, first)
  await server.writeLogs(logs, first, second)
  narrate('\nInterval 2026-03-09: killed after its rows were committed, before it could say so')
  const task = {
    folder,
    logs,
    database: options.database,
    asOf: second.toISOString(),
    dieAt: 'delivery-visible',
  }
  const { signal } = await killedRefresh(task)
  narrate(`  the process ended by ${signal}; the same command again goes on`)
  const resumed = await refresh(options, logs, second)
  narrate('\nInterval 2026-03-02 once more, from the beginning')
  const again = await refresh(options, logs, first, true)
  return { ...trained, resumed, again, ...(await read(options, server)) }
}

async function train({ folder, database, narrate }: DemoOptions, logs: string) {
  const engine = await openProject({ folder, database, alerts: [alertConsole(narrate)] })
  try {
    narrate('\nTraining as of 2026-03-02 …')
    const run = await runOne(engine, planFor('train', first, { logs }))
    const fit = outputOf<KeyMetrics & { readonly threshold: string; readonly trainedRows: number }>(
      run,
      'fit',
    )
    const { auc, ece } = fit.evaluation ?? fit.outOfFold
    narrate(
      `  ${fit.trainedRows} rows; on a later week AUC ${auc?.toFixed(3)}, calibration error ${ece?.toFixed(4)}`,
    )
    narrate(`  contact: ${fit.threshold}`)
    const { report } = outputOf<{ readonly report: ArtifactRef }>(run, 'promote')
    const page = join(folder, 'report.html')
    await writeFile(page, evaluationPage(await loadEvaluation(engine.store, report)))
    narrate(`  the report of the training: ${page}`)
    return { threshold: fit.threshold, evaluation: { auc, ece } }
  } finally {
    await engine.close()
  }
}

async function refresh(
  options: DemoOptions,
  logs: string,
  asOf: Date,
  fresh = false,
): Promise<DeliveryReport> {
  const { folder, database, narrate } = options
  const engine = await openProject({ folder, database, alerts: [alertConsole(narrate)] })
  try {
    const run = await runOne(engine, planFor('refresh', asOf, { logs }), fresh)
    const report = outputOf<DeliveryReport>(run, 'deliver')
    const taken = run.steps.filter(({ status }) => status === 'memoised').map(({ name }) => name)
    narrate(`  ${report.rows} rows: ${report.sent} written, ${report.unchanged} as they were`)
    if (taken.length > 0) narrate(`  taken as they were: ${taken.join(', ')}`)
    return report
  } finally {
    await engine.close()
  }
}

async function read({ database }: DemoOptions, server: AdServer) {
  const table = await campaignTable(database)
  try {
    const truth: Record<string, AgainstTruth> = {}
    for (const asOf of [first, second]) {
      truth[asOf.toISOString().slice(0, 10)] = againstTruth(await table.rows(asOf), server.truth, asOf)
    }
    return { intervals: await table.intervals(), truth }
  } finally {
    await table.close()
  }
}
