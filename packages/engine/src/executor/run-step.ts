import {
  retryDecision,
  type DatasetRef,
  type Json,
  type PlannedStep,
  type RetryPolicy,
  type SluiceError,
} from '@sluice/core'
import { JournalUnavailable } from '../errors/journal-unavailable.ts'
import { JournalFailed } from '../errors/journal-failed.ts'
import { RunLost } from '../errors/run-lost.ts'
import { StepLost } from '../errors/step-lost.ts'
import { endByMark, markFor } from '../control/end-by-mark.ts'
import type { FinishedOutput, StepEnd } from '../journal/journal.ts'
import { keyParts } from '../plan/key-parts.ts'
import { referencesIn, stepKey } from '../plan/step-key.ts'
import { asSluiceError, errorRecord } from '../run/error-record.ts'
import type { OpenRun } from '../run/open-run.ts'
import type { Services } from '../run/services.ts'
import { attemptStep, type Made } from './attempt-step.ts'
import { failedTry } from './failed-try.ts'
import { defaultRetry, wait, type Rest } from './retry.ts'

/** Work that a power failure may cost; waiting for the disk would cost about as much. */
const redoneInSeconds = 0.05

/** After these this process can no longer work on the run; they are not the step's fault. */
const endsWork = [JournalFailed, JournalUnavailable, RunLost, StepLost]

/**
 * Runs one step to its end: takes finished work with the same key, or tries as often as the policy says. What the step
 * does wrong is in the end it returns.
 *
 * @throws JournalFailed, JournalUnavailable, RunLost, StepLost: this process can no longer work on the run
 */
export async function runStep(
  services: Services,
  run: OpenRun,
  planned: PlannedStep,
  inputs: Json,
  cancel: AbortSignal,
  rest: Rest = wait,
): Promise<StepEnd> {
  const started = performance.now()
  const key = stepKey(planned, inputs, run.id)
  services.watch.reached(run, planned, inputs)
  const kept = keyParts(run.plan, planned, inputs, services.redactor.redact)
  const mark = markFor(run.marks, planned.name)
  const end =
    (mark && endByMark(mark)) ??
    (await finishedWork(services, key, mark === undefined ? undefined : run.id)) ??
    (await tryStep(services, run, planned, inputs, cancel, rest))
  const seconds = (performance.now() - started) / 1000
  const durable = planned.step.definition.keyed === 'effect' || seconds >= redoneInSeconds
  return { step: planned.name, key, kept, seconds, durable, ...end }
}

/** A hit, if the work is there; where it is to be done anew, only what the run itself did counts. */
async function finishedWork(
  { journal, store }: Services,
  key: string,
  only: string | undefined,
): Promise<Outcome | undefined> {
  const finished = await journal.output(key)
  if (finished === undefined || (only !== undefined && finished.run !== only)) return undefined
  for (const reference of referencesIn(finished.output)) {
    if (!(await store.has(reference as DatasetRef))) return undefined
  }
  return hitOf(finished)
}

type Outcome = Omit<StepEnd, 'step' | 'seconds'>

function hitOf({ run, output, checks, metrics }: FinishedOutput): Outcome {
  return { status: 'memoised', attempts: 0, from: run, output, checks, metrics }
}

async function tryStep(
  services: Services,
  run: OpenRun,
  planned: PlannedStep,
  inputs: Json,
  cancel: AbortSignal,
  rest: Rest,
): Promise<Outcome> {
  const policy: RetryPolicy = { ...defaultRetry, ...planned.step.definition.retry }
  for (let attempt = 1; ; attempt++) {
    try {
      return outcomeOf(await attemptStep(services, { run, planned, inputs, attempt, cancel }), attempt)
    } catch (thrown) {
      if (endsWork.some(kind => thrown instanceof kind)) throw thrown
      if (cancel.aborted) return { status: 'cancelled', attempts: attempt }
      const error = asSluiceError(thrown, planned.name, run.plan.deployment)
      const decision = retryDecision(policy, failedTry(error, attempt), services.random())
      if (decision.kind === 'fail') {
        return { status: 'failed', attempts: attempt, error: errorRecord(error, services.redactor.redact) }
      }
      const { waitMs } = decision
      await announceRetry(services, run, planned.name, { attempt, waitMs, error })
      await rest(waitMs, cancel).catch(() => undefined)
      if (cancel.aborted) return { status: 'cancelled', attempts: attempt }
    }
  }
}

function outcomeOf({ output, checks, metrics }: Made, attempts: number): Outcome {
  const blocked = checks.some(({ severity, status }) => severity === 'block' && status === 'failed')
  return { status: blocked ? 'blocked' : 'succeeded', attempts, output, checks, metrics }
}

async function announceRetry(
  { redactor, onEvent }: Services,
  run: OpenRun,
  step: string,
  {
    attempt,
    waitMs,
    error,
  }: { readonly attempt: number; readonly waitMs: number; readonly error: SluiceError },
): Promise<void> {
  const record = errorRecord(error, redactor.redact)
  await run.claim.record({ step, attempt, kind: 'step-retry', data: { waitMs, error: { ...record } } })
  onEvent({ ...run.names, kind: 'step-retry', step, attempt, waitMs, error: record })
}
