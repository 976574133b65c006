import { alertOf, rootCauseOf, type Alert, type AlertError, type AlertSink } from '@sluice/core'
import type { ErrorRecord, StepEnd, StepStatus } from '../journal/journal.ts'
import type { OpenRun } from './open-run.ts'
import type { Services } from './services.ts'

/** What alerting looks at: the runs of one call with how their steps ended. */
export interface AlertedRun {
  readonly run: OpenRun
  readonly status: ReadonlyMap<string, StepStatus>
  readonly ends: ReadonlyMap<string, StepEnd>
}

/**
 * Sends one alert per step of a finished run that was blocked, failed or warned; a sink that fails is reported and
 * stops nothing.
 */
export async function raiseAlerts(
  services: Services,
  finished: AlertedRun,
  all: readonly AlertedRun[],
): Promise<void> {
  for (const end of finished.ends.values()) {
    if (!needsAlert(end)) continue
    const alert = alertFor(services, finished, end, all)
    if (alert === undefined) continue
    for (const sink of services.alerts) await send(services, finished.run, alert, sink)
  }
}

function needsAlert({ status, checks = [] }: StepEnd): boolean {
  if (status === 'blocked' || status === 'failed') return true
  return status === 'succeeded' && checks.some(check => check.status === 'failed')
}

function alertFor(
  { journal, now }: Services,
  finished: AlertedRun,
  { step, checks = [], error }: StepEnd,
  all: readonly AlertedRun[],
): Alert | undefined {
  const { run, status } = finished
  const trouble = { step, checks, ...(error && { error: errorOf(error) }) }
  const cause = rootCauseOf(trouble)
  if (cause === undefined) return undefined
  const seen = journal.noteAlert(`${run.plan.deployment}/${cause}`, run.id)
  // Sent in this run already, before it was resumed.
  if (seen === undefined) return undefined
  const goOn = all.filter(other => other !== finished && ![...other.status.values()].some(isTrouble))
  return alertOf({
    ...trouble,
    run: run.info,
    at: now(),
    seen,
    skipped: [...status].filter(([, end]) => end === 'skipped').map(([name]) => name),
    unaffected: goOn.map(other => other.run.label ?? other.run.plan.deployment),
    ...(run.label !== undefined && { label: run.label }),
    ...(run.timeZone !== undefined && { timeZone: run.timeZone }),
  })
}

function errorOf({ name, code, message }: ErrorRecord): AlertError {
  return { name, message, ...(code !== undefined && { code }) }
}

function isTrouble(status: StepStatus): boolean {
  return status === 'failed' || status === 'blocked' || status === 'cancelled'
}

async function send(
  { journal, redactor, onEvent }: Services,
  run: OpenRun,
  alert: Alert,
  sink: AlertSink,
): Promise<void> {
  const event = { ...run.names, kind: 'alert-sent', step: alert.step, alert, sink: sink.kind } as const
  try {
    await sink.send(alert)
    journal.record({
      run: run.id,
      step: alert.step,
      kind: 'alert-sent',
      data: { sink: sink.kind, dedupeKey: alert.dedupeKey },
    })
    onEvent(event)
  } catch (error) {
    const message = redactor.redact(error instanceof Error ? error.message : String(error))
    journal.record({
      run: run.id,
      step: alert.step,
      kind: 'alert-failed',
      data: { sink: sink.kind, message },
    })
    onEvent({ ...event, error: message })
  }
}
