import type { DatasetRef, Json } from '@sluice/core'
import { setTimeout as pause } from 'node:timers/promises'
import { ControlRefused } from '../errors/control-refused.ts'
import { StepMarkedFailed } from '../errors/step-marked-failed.ts'
import type { Executor } from '../executor/executor.ts'
import type { MetricValue, RunRecord, StepRecord } from '../journal/journal.ts'
import { isGood } from '../journal/step-end.ts'
import { referencesIn } from '../plan/step-key.ts'
import { errorRecord } from '../run/error-record.ts'
import { isDead, isWorkers } from '../run/owner.ts'
import type { Services } from '../run/services.ts'
import { assertRunAllows, assertStepAllows, type ControlAction } from './allowed.ts'
import type { ControlJournal } from './control-journal.ts'
import type { Decision } from './step-mark.ts'

/** What controlling runs needs. */
export interface ControlScope extends Pick<
  Services,
  'journal' | 'store' | 'models' | 'ledger' | 'redactor' | 'now' | 'fetch' | 'sessions'
> {
  readonly control: ControlJournal
  readonly carried?: Executor['carried']
}

/** How long the process that has a run is waited for by default. */
const patienceMs = 15_000
const pollMs = 50

/** What became of a wish to cancel. */
export interface Cancelled {
  readonly run: RunRecord
  /** `asked`: its process has not stopped yet. `before`: somebody had cancelled it already. */
  readonly outcome: 'cancelled' | 'asked' | 'before'
}

/**
 * Cancels a run, whichever process has it: what runs is stopped, what has finished stays. Waits until it has ended, at
 * most `waitMs`.
 *
 * @throws ControlRefused when there is no such run or it has ended otherwise
 */
export async function cancelRun(
  scope: ControlScope,
  id: string,
  decision: Decision,
  waitMs = patienceMs,
): Promise<Cancelled> {
  for (;;) {
    const run = await livingRun(scope, 'cancel', id)
    assertRunAllows('cancel', run)
    if (run.status === 'cancelled') return { run, outcome: 'before' }
    const asked = await askToCancel(scope, run, decision)
    // It is something else by now.
    if (asked === undefined) continue
    const now = await settled(scope, id, waitMs)
    // Its process has died before it could.
    if (now.status === 'interrupted') continue
    if (now.status === 'running') return { run: now, outcome: asked === 'before' ? 'before' : 'asked' }
    assertRunAllows('cancel', now)
    return { run: now, outcome: asked === 'before' ? 'before' : 'cancelled' }
  }
}

async function askToCancel(
  { control, carried }: ControlScope,
  run: RunRecord,
  decision: Decision,
): Promise<'asked' | 'before' | undefined> {
  if (run.status === 'interrupted') {
    return (await control.endInterrupted(run.id, decision)) ? 'asked' : undefined
  }
  if (run.owner === undefined || !isWorkers(run.owner)) {
    return control.ask({ run: run.id, action: 'cancel', ...decision })
  }
  return (await reach(carried, 'cancel', run.id).cancel(run.id, decision)) ? 'asked' : 'before'
}

function reach(
  carried: ControlScope['carried'],
  action: ControlAction,
  run: string,
): NonNullable<ControlScope['carried']> {
  if (carried !== undefined) return carried
  throw new ControlRefused({
    action,
    run,
    reason: 'the workers of the database have it, and this process does not reach them',
    next: `Use a configuration with executor: 'postgres'.`,
  })
}

/**
 * Marks a failed or blocked step as skipped: with `output` in the place of its own, so that what needs it may go on, or
 * without one, together with what needs it. The run goes on when it is tried again.
 *
 * @throws ControlRefused when run or step do not allow it, or the output is not in the store
 */
export async function skipStep(
  scope: ControlScope,
  target: {
    readonly run: string
    readonly step: string
    readonly output?: Json
    /** Numbers that count for the step, where the output is its own. */
    readonly metrics?: readonly MetricValue[]
  },
  decision: Decision,
): Promise<StepRecord> {
  const { run: id, step, output, metrics } = target
  const run = await runOf(scope, 'skip', id)
  assertRunAllows('skip', run)
  assertStepAllows('skip', await stepOf(scope, 'skip', id, step))
  if (output !== undefined) await assertStored(scope, { action: 'skip', run: id, step }, output)
  const mark = {
    kind: 'skip',
    step,
    ...decision,
    ...(output !== undefined && { output }),
    ...(metrics !== undefined && { metrics }),
  } as const
  if (!(await scope.control.skip(id, mark))) throw changed('skip', id, step)
  return stepOf(scope, 'skip', id, step)
}

/**
 * Marks a running or finished step as failed: what runs of it is stopped, its output is used by nobody any more, and
 * what needs it and has not ended is skipped.
 *
 * @throws ControlRefused when the step does not allow it, or its process did not stop it in time
 */
export async function failStep(
  scope: ControlScope,
  { run: id, step }: { readonly run: string; readonly step: string },
  decision: Decision,
  waitMs = patienceMs,
): Promise<StepRecord> {
  const until = performance.now() + waitMs
  for (;;) {
    const run = await livingRun(scope, 'fail', id)
    const found = await stepOf(scope, 'fail', id, step)
    assertStepAllows('fail', found)
    if (await failAsItIs(scope, run, found, decision)) return stepOf(scope, 'fail', id, step)
    // The process that has the run is about to, or run or step are something else by now.
    while (performance.now() < until) {
      await pause(pollMs)
      const now = await stepOf(scope, 'fail', id, step)
      if (now.status === 'failed') return now
      if ((await livingRun(scope, 'fail', id)).status !== 'running') break
    }
    if (performance.now() >= until) {
      const reason = 'its process was asked and has not stopped it yet'
      throw new ControlRefused({
        action: 'fail',
        run: id,
        step,
        reason,
        next: `See: sluice show ${id} ${step}`,
      })
    }
  }
}

/** True when the step has failed by now. */
async function failAsItIs(
  scope: ControlScope,
  run: RunRecord,
  { name: step }: StepRecord,
  decision: Decision,
): Promise<boolean> {
  const { control, carried, redactor } = scope
  const error = errorRecord(
    new StepMarkedFailed({ step, deployment: run.deployment, ...decision }),
    redactor.redact,
  )
  if (run.status !== 'running') return control.fail(run.id, step, error, decision)
  if (run.owner !== undefined && isWorkers(run.owner)) {
    return reach(carried, 'fail', run.id).fail(run.id, step, error, decision)
  }
  await control.ask({ run: run.id, action: 'fail', step, ...decision })
  return false
}

/** A run; one whose process has died is interrupted from here on. */
async function livingRun(scope: ControlScope, action: ControlAction, id: string): Promise<RunRecord> {
  const run = await runOf(scope, action, id)
  if (run.status !== 'running' || run.owner === undefined || !isDead(run, scope.now())) return run
  await scope.journal.interrupt(id, run.owner)
  return runOf(scope, action, id)
}

/** @throws ControlRefused when there is no such run */
export async function runOf({ journal }: Pick<ControlScope, 'journal'>, action: ControlAction, id: string) {
  const run = await journal.run(id)
  if (run !== undefined) return run
  throw new ControlRefused({ action, run: id, reason: 'there is no such run', next: 'See: sluice runs' })
}

/** @throws ControlRefused when the run has no such step */
export async function stepOf(
  { journal }: Pick<ControlScope, 'journal'>,
  action: ControlAction,
  run: string,
  step: string,
): Promise<StepRecord> {
  const steps = await journal.steps(run)
  const found = steps.find(({ name }) => name === step)
  if (found !== undefined) return found
  const next = `It has: ${steps.map(({ name }) => name).join(', ')}`
  throw new ControlRefused({ action, run, step, reason: 'the run has no such step', next })
}

/** The output of a step of a past run, to stand in for another. */
export async function outputOf(
  scope: Pick<ControlScope, 'journal'>,
  run: string,
  step: string,
): Promise<Json> {
  const found = await stepOf(scope, 'skip', run, step)
  if (found.output !== undefined && (isGood(found) || found.status === 'blocked')) return found.output
  throw new ControlRefused({
    action: 'use the output of',
    run,
    step,
    reason: `it is ${found.status}, without one`,
  })
}

/** @throws ControlRefused when something that the output refers to is not in the store */
export async function assertStored(
  { store }: Pick<ControlScope, 'store'>,
  { action, run, step }: { readonly action: ControlAction; readonly run: string; readonly step: string },
  output: Json,
): Promise<void> {
  for (const reference of referencesIn(output)) {
    if (await store.has(reference as DatasetRef)) continue
    const reason = `the ${reference.kind} ${reference.digest.slice(0, 12)} of its output is not in the store`
    throw new ControlRefused({ action, run, step, reason })
  }
}

function changed(action: ControlAction, run: string, step: string): ControlRefused {
  return new ControlRefused({
    action,
    run,
    step,
    reason: 'it has changed meanwhile',
    next: 'Look at it again.',
  })
}

async function settled(scope: ControlScope, id: string, waitMs: number): Promise<RunRecord> {
  const until = performance.now() + waitMs
  for (;;) {
    const run = await livingRun(scope, 'cancel', id)
    if (run.status !== 'running' || performance.now() >= until) return run
    await pause(pollMs)
  }
}
