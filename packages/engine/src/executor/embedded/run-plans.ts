import { readElementName } from '@sluice/core'
import type { ControlRequest } from '../../control/control-journal.ts'
import { obeyRequests } from '../../control/obey-requests.ts'
import { RunLost } from '../../errors/run-lost.ts'
import { StepMarkedFailed } from '../../errors/step-marked-failed.ts'
import type { StepEnd } from '../../journal/journal.ts'
import { isGood } from '../../journal/step-end.ts'
import { withAdded } from '../../plan/added-steps.ts'
import { raiseAlert } from '../../run/alerting.ts'
import { errorRecord } from '../../run/error-record.ts'
import { startHeartbeat } from '../../run/heartbeat.ts'
import { busyRun, openRun, type OpenRun, type RunRequest } from '../../run/open-run.ts'
import type { RunSummary } from '../../run/run-event.ts'
import { summaryOf } from '../../run/run-summary.ts'
import type { Services } from '../../run/services.ts'
import { runStep } from '../run-step.ts'
import { ActiveRun } from './active-run.ts'
import type { EmbeddedExecutor } from './embedded-executor.ts'

/** The runs of one call, and what they need. */
interface Call {
  readonly services: Services
  readonly executor: EmbeddedExecutor
  readonly runs: readonly ActiveRun[]
}

/**
 * Runs plans side by side. A step that fails or is blocked stops what needs it and nothing else; abort stops everything
 * and leaves what has finished.
 *
 * @throws RunBusy before anything runs; JournalFailed, RunLost when every run that can go on has ended.
 */
export async function runPlans(
  services: Services,
  executor: EmbeddedExecutor,
  wanted: readonly RunRequest[],
  cancel: AbortSignal,
): Promise<readonly RunSummary[]> {
  const runs = (await openAll(services, wanted)).map(run => new ActiveRun(run, cancel))
  const call = { services, executor, runs }
  const requests = obeyRequests(services, request => obey(call, request))
  const settled = await Promise.allSettled(runs.map(run => runToEnd(call, run))).finally(requests.stop)
  return settled.map(result => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}

/** Opens all or none, so that nobody waits for a run that nobody works on. */
async function openAll(services: Services, requests: readonly RunRequest[]): Promise<readonly OpenRun[]> {
  for (const request of requests) {
    const busy = await busyRun(services, request)
    if (busy !== undefined) throw busy
  }
  const opened: OpenRun[] = []
  try {
    for (const request of requests) opened.push(await openRun(services, request))
  } catch (error) {
    for (const { claim } of opened) await claim.finish('cancelled')
    throw error
  }
  return opened
}

async function runToEnd(call: Call, active: ActiveRun): Promise<RunSummary> {
  const { services, executor } = call
  const { run, signal } = active
  services.onEvent({ ...run.names, kind: 'run-started', asOf: run.plan.asOf, continued: run.continued })
  services.crashPoint('run-started')
  const heartbeat = startHeartbeat(run.claim, error => {
    if (!(error instanceof RunLost)) return
    active.fail(error)
    executor.advance()
  })
  const cancel = () => void cancelWaiting(call, active)
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel, { once: true })
  const alerts: Promise<void>[] = []
  try {
    await executor.run(active, async (step, rest) => {
      const stop = active.signalOf(step.name)
      const ended = active.judged(await runStep(services, run, step, active.inputsOf(step), stop, rest))
      const { end, added } = withAdded(run.plan, ended, services.redactor.redact)
      await commit(services, active, end)
      if (added !== undefined) active.add(added)
      alerts.push(alert(call, active, end).catch((error: unknown) => active.fail(error)))
      await endUnstarted(services, active, active.end(end), 'skipped')
      if (signal.aborted) await cancelWaiting(call, active)
      // Somebody decided about the step while its end was written.
      if (active.judged(end).status !== end.status) await failFinished(call, active, active.judged(end))
    })
    await Promise.all(alerts)
    return await finish(services, active)
  } finally {
    signal.removeEventListener('abort', cancel)
    heartbeat.stop()
  }
}

async function commit({ crashPoint, onEvent }: Services, { run }: ActiveRun, end: StepEnd): Promise<void> {
  await run.claim.endStep(end)
  crashPoint('step-committed')
  const { step, status, seconds, attempts, from, output, checks = [], error, adds } = end
  onEvent({
    ...run.names,
    kind: 'step-finished',
    step,
    status,
    seconds,
    attempts,
    checks,
    ...(from !== undefined && { from }),
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
  })
  if (adds !== undefined && isGood(end)) onEvent({ ...run.names, kind: 'steps-added', step, steps: adds })
}

async function endUnstarted(
  services: Services,
  active: ActiveRun,
  steps: readonly string[],
  status: 'skipped' | 'cancelled',
): Promise<void> {
  for (const step of steps) {
    const end = { step, status, attempts: 0, seconds: 0 }
    await commit(services, active, end)
    active.end(end)
  }
}

async function cancelWaiting({ services, executor }: Call, active: ActiveRun): Promise<void> {
  try {
    if (active.failure === undefined) {
      await endUnstarted(services, active, active.cancelWaiting(), 'cancelled')
    }
  } catch (error) {
    active.fail(error)
  }
  executor.advance()
}

/** Does what somebody asks of a run that this process has. */
async function obey(call: Call, { run, action, step = '', who, why }: ControlRequest): Promise<void> {
  const active = call.runs.find(one => one.run.id === run)
  if (active === undefined) return
  if (action === 'cancel') return active.cancel()
  const { deployment } = active.run.plan
  const error = errorRecord(
    new StepMarkedFailed({ step, deployment, who, why }),
    call.services.redactor.redact,
  )
  const verdict = { status: 'failed', error } as const
  const end = active.ends.get(step)
  if (active.statusOf(step) === 'running') active.judge(step, verdict)
  else if (end !== undefined && isGood(end)) {
    active.judge(step, verdict)
    await failFinished(call, active, active.judged(end))
  }
}

/** A finished step counts as failed: what needs it and has not ended is skipped. */
async function failFinished({ services, executor }: Call, active: ActiveRun, end: StepEnd): Promise<void> {
  await commit(services, active, end)
  for (const name of active.dependentsOf(end.step)) {
    if (active.statusOf(name) === 'running') active.judge(name, { status: 'skipped' })
  }
  await endUnstarted(services, active, active.end(end), 'skipped')
  executor.advance()
}

async function alert({ services, runs }: Call, active: ActiveRun, end: StepEnd): Promise<void> {
  const map = readElementName(end.step)?.map
  if (map !== undefined && end.status === 'failed') {
    const cause = `${map}/${end.error?.code ?? ''}`
    if (active.told.has(cause)) return
    active.told.add(cause)
  }
  const stopped = end.status === 'blocked' || end.status === 'failed'
  const others = runs.filter(other => other !== active && other.isFine)
  await raiseAlert(services, {
    run: active.run,
    end,
    skipped: stopped ? active.dependentsOf(end.step) : [],
    unaffected: others.map(({ run }) => run.label ?? run.plan.deployment),
  })
}

async function finish(services: Services, active: ActiveRun): Promise<RunSummary> {
  const { run, endsInOrder, failure } = active
  if (failure !== undefined) {
    // The run is given up where that is still possible; the error is what the caller gets.
    await run.claim.finish('failed').catch(() => undefined)
    throw failure.error
  }
  const summary = summaryOf(run, endsInOrder, services.now())
  services.crashPoint('run-finishing')
  await run.claim.finish(summary.status)
  services.crashPoint('run-finished')
  services.onEvent({ ...run.names, kind: 'run-finished', status: summary.status })
  return summary
}
