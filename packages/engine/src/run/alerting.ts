import {
  alertOf,
  occurrenceOf,
  rootCauseOf,
  type Alert,
  type AlertError,
  type AlertFacts,
  type AlertSink,
  type StepTrouble,
} from '@sluice/core'
import { withinTime } from '../alerts/within-time.ts'
import { messageOfError } from '../errors/message-of-error.ts'
import { resourceOfStep, upstreamOf } from '../incidents/resource-of.ts'
import type { ErrorRecord, StepEnd } from '../journal/journal.ts'
import type { OpenRun } from './open-run.ts'
import type { Services } from './services.ts'

/** How a step ended and what follows from it. */
export interface Trouble {
  readonly run: OpenRun
  readonly end: StepEnd
  /** Steps that are not done because of it. */
  readonly skipped: readonly string[]
  /** Deployments that go on. */
  readonly unaffected: readonly string[]
}

const sinkTimeoutMs = 30_000

/**
 * Puts what a step was blocked by, failed with or warned of into an incident, and sends an alert about it, once per cause
 * and run to each sink and not again while it stays the same. A sink that fails is reported and stops nothing.
 */
export async function raiseAlert(services: Services, trouble: Trouble): Promise<void> {
  const { run, end } = trouble
  if (!needsAlert(end)) return
  const error = end.error && alertError(end.error)
  const about = { step: end.step, checks: end.checks ?? [], ...(error && { error }) }
  const cause = rootCauseOf(about)
  if (cause === undefined) return
  if (isTakenOver(run, end)) return noteAgain(services, trouble, about)
  const { sent, lately, ...seen } = await run.claim.noteAlert(`${run.plan.deployment}/${cause}`)
  services.crashPoint('alert-noted')
  const alert = alertOf({
    ...about,
    run: run.info,
    at: services.now(),
    seen,
    skipped: trouble.skipped,
    unaffected: trouble.unaffected,
    ...namesOf(run),
  })
  if (alert === undefined) return
  await noteOccurrence(services, run, end, alert)
  services.crashPoint('alert-in-incident')
  const waiting = namedSinks(services.alerts).filter(
    ({ name, sink }) => !sent.includes(name) && (sink.everyRun === true || !lately.includes(name)),
  )
  await Promise.all(waiting.map(({ name, sink }) => send(services, run, alert, name, sink)))
}

async function noteOccurrence(
  { incidents }: Services,
  run: OpenRun,
  end: StepEnd,
  alert: Alert,
  isOld = false,
): Promise<void> {
  if (incidents === undefined) return
  const planned = run.plan.steps.find(({ name }) => name === end.step)
  const resource = end.error === undefined ? resourceOfStep(planned) : end.error.resource
  await incidents.note({
    occurrence: occurrenceOf(alert, resource),
    upstream: upstreamOf(run.plan, end.step),
    isOld,
  })
}

/** Whether a step has something that somebody should know. */
export function needsAlert({ status, checks = [] }: StepEnd): boolean {
  if (status === 'blocked' || status === 'failed') return true
  return (status === 'succeeded' || status === 'memoised') && checks.some(check => check.status === 'failed')
}

function isTakenOver(run: OpenRun, { status, from }: StepEnd): boolean {
  return status === 'memoised' && from !== run.id
}

/** Of work done in an earlier run the alert was sent then; the incident goes on. */
async function noteAgain(
  services: Services,
  { run, end, skipped, unaffected }: Trouble,
  about: StepTrouble,
): Promise<void> {
  const alert = alertOf({ ...about, run: run.info, at: services.now(), skipped, unaffected, ...namesOf(run) })
  if (alert !== undefined) await noteOccurrence(services, run, end, alert, true)
}

function namesOf({ label, timeZone }: OpenRun): Pick<AlertFacts, 'label' | 'timeZone'> {
  return { ...(label !== undefined && { label }), ...(timeZone !== undefined && { timeZone }) }
}

function alertError({ name, code, message }: ErrorRecord): AlertError {
  return { name, message, ...(code !== undefined && { code }) }
}

/** Sinks by kind; the second of a kind is `webhook-2`. */
function namedSinks(
  sinks: readonly AlertSink[],
): readonly { readonly name: string; readonly sink: AlertSink }[] {
  return sinks.map((sink, i) => {
    const before = sinks.slice(0, i).filter(({ kind }) => kind === sink.kind).length
    return { name: before === 0 ? sink.kind : `${sink.kind}-${before + 1}`, sink }
  })
}

async function send(
  { redactor, crashPoint, onEvent }: Services,
  run: OpenRun,
  alert: Alert,
  name: string,
  sink: AlertSink,
): Promise<void> {
  const { step, dedupeKey } = alert
  const event = { ...run.names, kind: 'alert-sent', step, alert, sink: name } as const
  const failure = await failureOf(sink, alert)
  crashPoint('alert-sent')
  if (failure === undefined) {
    const data = { sink: name, dedupeKey }
    await run.claim.alertSent(dedupeKey, name, { step, kind: 'alert-sent', data })
    onEvent(event)
    return
  }
  const error = redactor.redact(failure)
  await run.claim.record({ step, kind: 'alert-failed', data: { sink: name, dedupeKey, error } })
  onEvent({ ...event, error })
}

async function failureOf(sink: AlertSink, alert: Alert): Promise<string | undefined> {
  try {
    await withinTime(sinkTimeoutMs, () => sink.send(alert))
    return undefined
  } catch (error) {
    return messageOfError(error)
  }
}
