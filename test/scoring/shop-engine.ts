import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planOf, type Json, type Pipeline, type Plan } from '@sluice/core'
import { openEngine, type Engine, type RunSummary, type StepSummary } from '@sluice/engine'
import { asOf, writePurchases, type Purchase } from './shop.ts'

/** An engine with the shop's file in a temporary folder. */
export interface Shop {
  readonly engine: Engine
  readonly folder: string
  plan(pipeline: Pipeline, at?: Date, deployment?: string): Plan
  run(pipeline: Pipeline, at?: Date, deployment?: string): Promise<RunSummary>
  close(): Promise<void>
}

/** Opens the shop of a list of purchases. */
export async function openShop(list: readonly Purchase[]): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-shop-'))
  await writePurchases(folder, list)
  const engine = await openEngine({ root: join(folder, '.sluice'), env: {}, concurrency: 1 })
  const plan = (pipeline: Pipeline, at = asOf, deployment = 'alpine') =>
    planOf(pipeline, { deployment, params: { folder }, asOf: at })
  return {
    engine,
    folder,
    plan,
    run: async (pipeline, at, deployment) => {
      const [summary] = await engine.run([{ plan: plan(pipeline, at, deployment), fresh: true }])
      return summary as RunSummary
    },
    close: async () => {
      await engine.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A step of a run. */
export function stepOf(summary: RunSummary, name: string): StepSummary {
  const found = summary.steps.find(step => step.name === name)
  if (found === undefined) {
    throw new Error(`no step ${name} in ${summary.steps.map(it => it.name).join(', ')}`)
  }
  return found
}

/** What a step of a run gave. */
export function outputOf<T = Json>(summary: RunSummary, name: string): T {
  const { status, output, error } = stepOf(summary, name)
  if (output === undefined) throw new Error(`step ${name} is ${status}: ${error?.message}`)
  return output as T
}

/** The steps of a run with their status. */
export function statuses(summary: RunSummary): string {
  return summary.steps.map(({ name, status }) => `${name} ${status}`).join(', ')
}
