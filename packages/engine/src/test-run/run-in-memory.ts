import {
  canonicalJson,
  readListName,
  type CheckResult,
  type Json,
  type Plan,
  type PlannedStep,
  type Step,
} from '@sluice/core'
import { messageOfError } from '../errors/message-of-error.ts'
import type { OpenDataSession } from '../data/open-session.ts'
import { OutputInvalid } from '../errors/output-invalid.ts'
import { callUserCode } from '../executor/call-user-code.ts'
import { lazySession } from '../executor/lazy-session.ts'
import { addedSteps, gatheredInputs, type AddedSteps, type KnownEnd } from '../plan/added-steps.ts'
import { resolveInputs } from '../plan/step-key.ts'
import { asSluiceError, errorRecord } from '../run/error-record.ts'
import { testFolder } from './memory-store.ts'
import { testContext, type TestWorld } from './test-context.ts'
import type { TestStepStatus } from './test-run-options.ts'

/** The world with its DuckDB. */
export interface World extends TestWorld {
  readonly openData: () => Promise<OpenDataSession>
}

/** What is known of the steps so far. */
export interface State {
  readonly plan: Plan
  readonly status: Record<string, TestStepStatus>
  readonly checks: Record<string, readonly CheckResult[]>
  readonly outputs: Map<Step<unknown>, Json>
  readonly maps: Map<string, AddedSteps>
  /** Of the steps of elements. */
  readonly ends: Map<string, KnownEnd>
}

const stops = new Set<TestStepStatus | undefined>(['blocked', 'skipped', 'failed'])

/** Runs one step, and the steps of the elements that it lists. */
export async function runInMemory(world: World, state: State, planned: PlannedStep): Promise<void> {
  world.signal.throwIfAborted()
  const { name, step, needs } = planned
  const map = state.maps.get(name)
  const all = map === undefined || map.forEndOnly ? needs : [...needs, ...map.steps.map(each => each.name)]
  if (all.some(need => stops.has(state.status[need]))) {
    state.status[name] = 'skipped'
    return
  }
  const gathered = map && gatheredInputs(map, element => state.ends.get(element))
  const { output, checks } = await attempt(world, planned, gathered ?? resolveInputs(step, state.outputs))
  const blocked = checks.some(({ severity, status }) => severity === 'block' && status === 'failed')
  state.checks[name] = checks
  state.status[name] = blocked ? 'blocked' : 'succeeded'
  state.outputs.set(step, output)
  const listed = readListName(name)
  if (listed === undefined || blocked) return
  await runElements(world, state, addedSteps(state.plan, listed, output))
}

async function runElements(world: World, state: State, added: AddedSteps): Promise<void> {
  state.maps.set(added.map, added)
  for (const planned of added.steps) {
    const { name, step } = planned
    state.checks[name] = []
    try {
      await runInMemory(world, state, planned)
      const status = state.status[name] as 'succeeded' | 'blocked' | 'skipped'
      const output = status === 'succeeded' ? { output: state.outputs.get(step) as Json } : {}
      state.ends.set(name, { status, checks: state.checks[name] ?? [], ...output })
    } catch (thrown) {
      if (!added.forEndOnly) throw thrown
      const error = asSluiceError(thrown, name, world.run.deployment)
      state.status[name] = 'failed'
      state.ends.set(name, { status: 'failed', error: errorRecord(error, text => text) })
    }
  }
}

async function attempt(
  world: World,
  { name, step }: PlannedStep,
  inputs: Json,
): Promise<{ readonly output: Json; readonly checks: readonly CheckResult[] }> {
  const { run, check } = step.definition
  const code = { step: name, deployment: world.run.deployment }
  const data = lazySession({ store: world.store, scratchRoot: testFolder, open: world.openData })
  try {
    const context = testContext(world, name, data)
    const copy = <T>(value: T) => structuredClone(value) as never
    const output = jsonOf(name, await callUserCode(code, () => run(copy(inputs), context)))
    const checks = check && (await callUserCode(code, () => check(copy(output), copy(inputs), context)))
    return { output, checks: checks ?? [] }
  } finally {
    await data.close()
  }
}

/** As the journal would keep and give it back. */
export function jsonOf(step: string, value: unknown): Json {
  try {
    return JSON.parse(canonicalJson(value)) as Json
  } catch (error) {
    throw new OutputInvalid({ step, reason: messageOfError(error) })
  }
}
