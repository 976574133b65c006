import type { Alert, AlertSink, CheckResult } from '@sluice/core'
import type { StepEnd, StepStatus } from '../journal/journal.ts'
import type { OpenRun } from './open-run.ts'
import type { Services } from './services.ts'

/** What alerting looks at: the runs of one call with how their steps ended. */
export interface AlertedRun {
  readonly run: OpenRun
  readonly status: ReadonlyMap<string, StepStatus>
  readonly ends: ReadonlyMap<string, StepEnd>
}

/** Sends one alert per step that was blocked, failed or warned; a sink that fails is reported and stops nothing. */
export async function raiseAlerts(services: Services, runs: readonly AlertedRun[]): Promise<void> {
  for (const { run, ends } of runs) {
    for (const end of ends.values()) {
      if (!needsAlert(end)) continue
      const alert = alertFor(services, run, end, runs)
      if (alert === undefined) continue
      for (const sink of services.alerts) await send(services, run, alert, sink)
    }
  }
}

function needsAlert({ status, checks = [] }: StepEnd): boolean {
  if (status === 'blocked' || status === 'failed') return true
  return status === 'succeeded' && checks.some(check => check.status === 'failed')
}

function alertFor(
  services: Services,
  run: OpenRun,
  end: StepEnd,
  runs: readonly AlertedRun[],
): Alert | undefined {
  const failed = (end.checks ?? []).filter(({ status }) => status === 'failed').toSorted(bySeverity)
  const [first] = failed
  const severity = end.status === 'failed' ? 'error' : end.status === 'blocked' ? 'block' : 'warn'
  const cause =
    first === undefined
      ? `${end.step}/${end.error?.code ?? 'error'}`
      : [first.subject, first.check, first.column].filter(Boolean).join('/')
  const dedupeKey = `${run.plan.deployment}/${cause}`
  const seen = services.journal.noteAlert(dedupeKey, run.id)
  if (seen === undefined) return undefined
  const skipped = runs.find(other => other.run === run)
  return {
    kind: 'alert',
    severity,
    deployment: { name: run.plan.deployment, ...(run.label !== undefined && { label: run.label }) },
    pipeline: run.plan.pipeline,
    run: run.id,
    step: end.step,
    asOf: run.plan.asOf,
    at: services.now(),
    headline: first?.message ?? end.error?.message ?? `${end.step} ${end.status}`,
    checks: failed,
    ...(end.error && {
      error: {
        name: end.error.name,
        message: end.error.message,
        ...(end.error.code !== undefined && { code: end.error.code }),
      },
    }),
    ...(first?.likelyCause !== undefined && { likelyCause: first.likelyCause }),
    effect: {
      notDone: [...(skipped?.status ?? [])]
        .filter(([, status]) => status === 'skipped')
        .map(([name]) => name),
      unaffected: runs
        .filter(other => other.run !== run && [...other.status.values()].every(isFine))
        .map(other => other.run.label ?? other.run.plan.deployment),
    },
    seen,
    next:
      severity === 'warn'
        ? [`sluice show ${run.id} ${end.step}`]
        : [`sluice show ${run.id} ${end.step}`, `sluice resume ${run.id}`],
    ...(run.timeZone !== undefined && { timeZone: run.timeZone }),
    rootCause: cause,
    dedupeKey,
  }
}

function isFine(status: StepStatus): boolean {
  return status === 'succeeded' || status === 'memoised'
}

function bySeverity(a: CheckResult, b: CheckResult): number {
  return (a.severity === 'block' ? 0 : 1) - (b.severity === 'block' ? 0 : 1)
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
