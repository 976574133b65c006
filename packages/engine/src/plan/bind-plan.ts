import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BindContext, type Json, type Plan, type SluiceError, type Step } from '@sluice/core'
import { openSession } from '../data/open-session.ts'
import { asSluiceError } from '../run/error-record.ts'
import { openStore } from '../store/local-store.ts'
import { resolveInputs } from './step-key.ts'

/** A step whose SQL was bound on empty tables, or why it could not be. */
export interface BoundStep {
  readonly name: string
  /** `unknown`: the step does not say its schema, or one that it needs does not. */
  readonly status: 'bound' | 'unknown' | 'failed'
  readonly error?: SluiceError
}

const memoryLimitBytes = 512 * 1024 ** 2

/** Does the work of a plan's SQL steps on empty tables of the declared schemas, in a store that is thrown away. */
export async function bindPlan(plan: Plan): Promise<readonly BoundStep[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-check-'))
  try {
    const store = await openStore(join(folder, 'store'))
    const data = await openSession({
      store,
      scratchRoot: join(folder, 'scratch'),
      threads: 1,
      memoryLimitBytes,
    })
    const { pipeline, deployment, asOf } = plan
    try {
      return await bindSteps(plan, { data, run: { id: 'check', pipeline, deployment, asOf } })
    } finally {
      await data.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function bindSteps(plan: Plan, context: BindContext): Promise<readonly BoundStep[]> {
  const outputs = new Map<Step<unknown>, Json>()
  const known = new Set<string>()
  const bound: BoundStep[] = []
  for (const { name, step, needs } of plan.steps) {
    const { bind } = step.definition
    if (bind === undefined || !needs.every(need => known.has(need))) {
      bound.push({ name, status: 'unknown' })
      continue
    }
    try {
      outputs.set(step, (await bind(resolveInputs(step, outputs) as never, context)) as Json)
      known.add(name)
      bound.push({ name, status: 'bound' })
    } catch (error) {
      bound.push({ name, status: 'failed', error: asSluiceError(error, name, plan.deployment) })
    }
  }
  return bound
}
