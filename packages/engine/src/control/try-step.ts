import type { CheckResult, Json, Plan, PlannedStep, Step } from '@sluice/core'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { openSession } from '../data/open-session.ts'
import { ControlRefused } from '../errors/control-refused.ts'
import { attemptStep } from '../executor/attempt-step.ts'
import { codeHere } from '../isolation/code-runner.ts'
import type { ErrorRecord, RunRecord, StepRecord } from '../journal/journal.ts'
import { expandPlan, gatheredInputs, type ExpandedPlan } from '../plan/added-steps.ts'
import { identity, resolveInputs } from '../plan/step-key.ts'
import { asSluiceError, errorRecord } from '../run/error-record.ts'
import type { OpenRun } from '../run/open-run.ts'
import type { RunEvent } from '../run/run-event.ts'
import type { Services } from '../run/services.ts'
import { openStore } from '../store/local-store.ts'
import { ownedName } from '../store/owned-name.ts'
import { ledgerApart, modelsApart, noClaim, storeApart } from './apart.ts'
import { assertStored, runOf, type ControlScope } from './control.ts'
import { jsonDifferences } from './json-differences.ts'

/** A step to run alone. */
export interface TryTarget {
  /** The plan of the run as the project is now. */
  readonly plan: Plan
  readonly run: string
  readonly step: string
}

/** How it is run. */
export interface TryOptions {
  readonly signal?: AbortSignal
  /** Keeps the step's files, and the datasets and artifacts that it saved. */
  readonly keepScratch?: boolean
  readonly onEvent?: (event: RunEvent) => void
}

/** What came of a step that was run alone; nobody else knows of it. */
export interface TriedStep {
  readonly run: string
  readonly step: string
  readonly status: 'succeeded' | 'blocked' | 'failed'
  readonly keyed: 'content' | 'run' | 'effect'
  readonly seconds: number
  readonly inputs: Json
  readonly output?: Json
  readonly checks: readonly CheckResult[]
  readonly error?: ErrorRecord
  /** What differs from the output in the run; empty when it is the same, undefined where one of them is missing. */
  readonly differences?: readonly string[]
  /** Where its files were kept. */
  readonly scratch?: string
}

/**
 * Runs one step on the inputs that it had in a past run, in this process, once and without a time limit. Datasets,
 * artifacts, versions of models and rows of ledgers that it makes are its own; journal and store are as they were.
 *
 * @throws ControlRefused for a step that changes the outside world, or whose inputs are not there any more
 */
export async function tryStep(
  scope: ControlScope,
  { plan, run: id, step: name }: TryTarget,
  options: TryOptions = {},
): Promise<TriedStep> {
  const run = await runOf(scope, 'step', id)
  const records = new Map((await scope.journal.steps(id)).map(record => [record.name, record]))
  const expanded = expandPlan(plan, step => records.get(step)?.output)
  const planned = plannedStep(expanded.plan, id, name)
  const inputs = await inputsOf(scope, expanded, planned, { run: id, records })
  const folder = await folderOf(scope.sessions.scratchRoot, name, options)
  const started = performance.now()
  const attempt = attemptIn(scope, folder, options, { run, plan, planned, inputs })
  const result = await attempt
    .then(({ output, checks }) => {
      const blocked = checks.some(({ severity, status }) => severity === 'block' && status === 'failed')
      return { status: blocked ? 'blocked' : 'succeeded', output, checks } as const
    })
    .catch((thrown: unknown) => {
      if (options.signal?.aborted === true) throw thrown
      const error = errorRecord(asSluiceError(thrown, name, run.deployment), scope.redactor.redact)
      return { status: 'failed', checks: [], error } as const
    })
    .finally(() => (options.keepScratch === true ? undefined : rm(folder, { recursive: true, force: true })))
  const before = records.get(name)?.output
  const differences =
    'output' in result && before !== undefined
      ? { differences: jsonDifferences('it', identity(before), identity(result.output)) }
      : {}
  return {
    run: id,
    step: name,
    keyed: planned.step.definition.keyed,
    seconds: (performance.now() - started) / 1000,
    inputs,
    ...result,
    ...differences,
    ...(options.keepScratch === true && { scratch: folder }),
  }
}

/** What is not kept is removed also where this process dies: the next one does it. */
async function folderOf(scratchRoot: string, step: string, { keepScratch }: TryOptions): Promise<string> {
  await mkdir(scratchRoot, { recursive: true })
  if (keepScratch === true) return mkdtemp(join(scratchRoot, '..', `kept-${fileWord(step)}-`))
  const folder = join(scratchRoot, ownedName())
  await mkdir(folder)
  return folder
}

/** Keys of elements may hold what a file name cannot. */
function fileWord(step: string): string {
  return step.replaceAll(/[^\w.-]+/g, '_').slice(0, 60)
}

function plannedStep({ steps }: Plan, run: string, step: string): PlannedStep {
  const found = steps.find(({ name }) => name === step)
  if (found === undefined) {
    const next = `It has: ${steps.map(({ name }) => name).join(', ')}`
    throw new ControlRefused({ action: 'run', run, step, reason: 'the pipeline has no such step', next })
  }
  if (found.step.definition.keyed === 'effect') {
    const reason = 'it changes the outside world, which cannot be taken back'
    const next = `To do it for all to see: sluice rerun ${run} --from ${step} --why …`
    throw new ControlRefused({ action: 'run', run, step, reason, next })
  }
  return found
}

async function inputsOf(
  scope: ControlScope,
  { plan, maps }: ExpandedPlan,
  { step, needs, name: own }: PlannedStep,
  { run, records }: { readonly run: string; readonly records: ReadonlyMap<string, StepRecord> },
): Promise<Json> {
  const map = maps.get(own)
  if (map !== undefined) return gatheredInputs(map, element => records.get(element))
  const outputs = new Map<Step<unknown>, Json>()
  for (const { name, step: of } of plan.steps) {
    if (!needs.includes(name)) continue
    const output = records.get(name)?.output
    if (output === undefined) {
      const next = `See: sluice show ${run}`
      throw new ControlRefused({ action: 'use', run, step: name, reason: 'it has no output there', next })
    }
    await assertStored(scope, { action: 'step', run, step: name }, output)
    outputs.set(of, output)
  }
  return resolveInputs(step, outputs)
}

interface Trying {
  readonly run: RunRecord
  readonly plan: Plan
  readonly planned: PlannedStep
  readonly inputs: Json
}

async function attemptIn(
  scope: ControlScope,
  folder: string,
  { signal, keepScratch = false, onEvent = () => undefined }: TryOptions,
  { run, plan, planned, inputs }: Trying,
) {
  const { pipeline, deployment, asOf, startedAt } = run
  const info = { id: run.id, pipeline, deployment, asOf }
  const names = { run: run.id, pipeline, deployment }
  const store = storeApart(scope.store, await openStore(join(folder, 'store')))
  const scratchRoot = join(folder, 'files')
  const note = (message: string) =>
    onEvent({ ...names, kind: 'step-log', step: planned.name, attempt: 1, message })
  const memoryLimitBytes = Math.min(4e9, totalmem() / 2)
  const { threads } = scope.sessions
  const services: Services = {
    ...scope,
    store,
    models: modelsApart(scope.models, scope.now, note),
    ledger: ledgerApart(scope.ledger),
    alerts: [],
    random: Math.random,
    sessions: {
      scratchRoot,
      threads,
      open: until =>
        openSession({
          store,
          scratchRoot,
          threads,
          memoryLimitBytes,
          ...(until !== undefined && { signal: until }),
        }),
    },
    code: codeHere,
    crashPoint: () => undefined,
    graceMs: 5_000,
    who: '',
    onEvent,
    watch: {
      reached: () => undefined,
      within: (_attempt, work) => keeping(work, keepScratch, folder, scratchRoot),
    },
  }
  const open: OpenRun = { id: run.id, plan, startedAt, continued: false, claim: noClaim, info, names }
  const cancel = signal ?? new AbortController().signal
  return attemptStep(services, { run: open, planned: withoutLimit(planned), inputs, attempt: 1, cancel })
}

/** What a session removes when it is closed is moved away before. */
async function keeping<T>(
  work: () => Promise<T>,
  keep: boolean,
  folder: string,
  scratchRoot: string,
): Promise<T> {
  try {
    return await work()
  } finally {
    if (keep) await rename(scratchRoot, join(folder, 'scratch')).catch(() => undefined)
  }
}

/** Who stops at a breakpoint is not timed out. */
function withoutLimit({ step, ...planned }: PlannedStep): PlannedStep {
  const { timeoutMs: _limit, ...definition } = step.definition
  return { ...planned, step: { ...step, definition } }
}
