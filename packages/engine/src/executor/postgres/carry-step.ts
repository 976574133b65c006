import type { Plan } from '@sluice/core'
import { WorkerLost } from '../../errors/worker-lost.ts'
import type { StepEnd } from '../../journal/journal.ts'
import { withAdded } from '../../plan/added-steps.ts'
import { needsAlert, raiseAlert } from '../../run/alerting.ts'
import { asSluiceError, errorRecord } from '../../run/error-record.ts'
import type { OpenRun } from '../../run/open-run.ts'
import type { Services } from '../../run/services.ts'
import { runStep } from '../run-step.ts'
import type { Carrier } from './carried-run.ts'
import { heldClaim, letGo, type HeldStep } from './held-step.ts'
import { dependentsIn, inputsOf, plannedWork, type PlanFor, type PlannedWork } from './planned-work.ts'
import type { Settling } from './settle-steps.ts'

/** What a worker needs to work on a step. */
export interface CarryOptions extends Carrier {
  readonly services: Services
  readonly planFor: PlanFor
  /** Records an end with what follows from it; rejects with `StepLost` when the step is another worker's. */
  readonly settle: (settling: Settling) => Promise<unknown>
}

/** A step that took so many workers with it is not tried again. */
const lostLimit = 4

/**
 * Works on a held step to its end and records it with what follows from it.
 *
 * @throws StepLost, JournalUnavailable, DatabaseFailed: this worker can do nothing more about the step
 */
export async function carryStep(options: CarryOptions, held: HeldStep, signal: AbortSignal): Promise<void> {
  const { services } = options
  const planned = plannedStep(options, held)
  if (held.status !== 'waiting' && held.status !== 'running') {
    await raiseLateAlert(options, held, planned)
    return letGo(options, held)
  }
  const { end: ended, run } = await endOf(services, held, planned, options.scope, signal)
  // The reason of the signal is that this worker gives the step back, or has lost it.
  if (ended.status === 'cancelled' && signal.aborted && signal.reason !== runCancelled) throw signal.reason
  const { end, added } =
    run === undefined ? { end: ended } : withAdded(run.plan, ended, services.redactor.redact)
  const alert = run !== undefined && needsAlert(end)
  await options.settle({ held, end, keepJob: alert, ...(added !== undefined && { added }) })
  services.crashPoint('step-committed')
  announce(services, held, end)
  if (!alert) return
  const skipped = 'error' in planned ? [] : dependentsIn(planned, held.step)
  await raiseAlert(services, { run, end, skipped, unaffected: [] })
  await letGo(options, held)
}

/** Why the signal of a step was aborted when its run was cancelled. */
export const runCancelled = new DOMException('the run was cancelled', 'AbortError')

type Planned = PlannedWork | { readonly error: unknown }

function plannedStep({ planFor }: CarryOptions, held: HeldStep): Planned {
  try {
    return plannedWork(planFor, held)
  } catch (error) {
    return { error }
  }
}

async function endOf(
  services: Services,
  held: HeldStep,
  planned: Planned,
  scope: Carrier['scope'],
  signal: AbortSignal,
): Promise<{ readonly end: StepEnd; readonly run?: OpenRun }> {
  const { step, run, lost } = held
  const none = { step, attempts: 0, seconds: 0 } as const
  if (held.cancelled) return { end: { ...none, status: 'cancelled' } }
  if ('error' in planned) {
    const error = errorRecord(asSluiceError(planned.error, step, run.deployment), services.redactor.redact)
    return { end: { ...none, status: 'failed', error } }
  }
  const open = openRunOf(held, planned.plan, scope)
  if (lost >= lostLimit) {
    const error = new WorkerLost({ step, deployment: run.deployment, times: lost })
    return {
      end: { ...none, status: 'failed', error: errorRecord(error, services.redactor.redact) },
      run: open,
    }
  }
  const inputs = await inputsOf(planned, held, services.journal)
  return { end: await runStep(services, open, planned.step, inputs, signal), run: open }
}

function openRunOf(held: HeldStep, plan: Plan, scope: Carrier['scope']): OpenRun {
  const { id, pipeline, deployment, asOf, startedAt, label } = held.run
  return {
    id,
    plan,
    startedAt,
    continued: false,
    claim: heldClaim(scope, held),
    info: { id, pipeline, deployment, asOf },
    names: { run: id, pipeline, deployment },
    ...(label !== undefined && { label }),
    ...(held.timeZone !== undefined && { timeZone: held.timeZone }),
    ...(held.mark !== undefined && { marks: new Map([[held.mark.step, held.mark]]) }),
  }
}

/** The worker that ended the step died before its alert was sent. Sinks that have it already do not get it again. */
async function raiseLateAlert(
  { services, scope }: CarryOptions,
  held: HeldStep,
  planned: Planned,
): Promise<void> {
  if ('error' in planned) return
  const record = (await services.journal.steps(held.run.id)).find(({ name }) => name === held.step)
  if (record === undefined) return
  const { status, seconds, attempts, checks, error } = record
  if (status === 'waiting' || status === 'running') return
  const end = { step: held.step, status, seconds, attempts, checks, ...(error && { error }) }
  const run = openRunOf(held, planned.plan, scope)
  await raiseAlert(services, { run, end, skipped: dependentsIn(planned, held.step), unaffected: [] })
}

function announce({ onEvent }: Services, { run, step }: HeldStep, end: StepEnd): void {
  const { status, seconds, attempts, from, output, checks = [], error, adds } = end
  const names = { run: run.id, pipeline: run.pipeline, deployment: run.deployment, step }
  onEvent({
    ...names,
    kind: 'step-finished',
    status,
    seconds,
    attempts,
    checks,
    ...(from !== undefined && { from }),
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
  })
  if (adds !== undefined) onEvent({ ...names, kind: 'steps-added', steps: adds })
}
