import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planOf, sql, type DatasetRef, type Scoring, type StepContext } from '@sluice/core'
import { openSession, openStore, type OpenDataSession } from '@sluice/engine'

/** A session over a store of its own. */
export interface TestSession {
  readonly data: OpenDataSession
  readonly folder: string
  close(): Promise<void>
}

/** Opens a session in a temporary folder. */
export async function openTestSession(): Promise<TestSession> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-scoring-'))
  const data = await openSession({
    store: await openStore(join(folder, 'store')),
    scratchRoot: join(folder, 'scratch'),
    threads: 1,
    memoryLimitBytes: 512 * 1024 ** 2,
  })
  const close = async () => {
    await data.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { data, folder, close }
}

/** The features that a refresh as of an instant would score: its extract and features steps, run by hand. */
export async function featuresAt(
  scoring: Scoring,
  asOf: Date,
  data: OpenDataSession,
  params: unknown = {},
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const plan = planOf(scoring.refresh, { deployment: 'test', params, asOf })
  const context = {
    data,
    run: { id: 'test', pipeline: plan.pipeline, deployment: plan.deployment, asOf },
    signal: new AbortController().signal,
    log: () => undefined,
    progress: () => undefined,
  } as unknown as StepContext
  const run = async (name: string, inputs: object) =>
    plan.steps.find(step => step.name === name)?.step.definition.run(inputs as never, context)
  const tables = await run('extract', {})
  const features = (await run('features', { tables })) as DatasetRef
  return data.rows(sql`SELECT * FROM ${data.dataset(features)} ORDER BY ALL`)
}
