import { SluiceError } from '@sluice/expr'
import type { RunInfo } from '../pipeline/context.ts'
import { stepWord } from '../pipeline/map/element-name.ts'
import type { Alert, AlertError, AlertHistory, AlertSeverity } from './alert.ts'
import { failedChecks, rootCauseOf, type StepTrouble } from './root-cause.ts'

/** A time at which the same deployment met a root cause before. */
export interface EarlierTrouble {
  readonly run: string
  readonly rootCause: string
  readonly at: Date
}

/** Everything an alert says, as the engine recorded it. */
export interface AlertFacts extends StepTrouble {
  readonly run: RunInfo
  /** The name people use for the deployment. */
  readonly label?: string
  /** When it happened. */
  readonly at: Date
  /** Steps that were not done because of it. */
  readonly skipped: readonly string[]
  /** Deployments that go on. */
  readonly unaffected: readonly string[]
  /** What this deployment's runs met before; of this run too, where it was tried before. */
  readonly earlier?: readonly EarlierTrouble[]
  /** The same as the journal counts it; used instead of `earlier`. */
  readonly seen?: AlertHistory
  /** IANA time zone in which people read times. */
  readonly timeZone?: string
}

/** Builds the alert of a step, or undefined when no check failed and there is no error. */
export function alertOf(facts: AlertFacts): Alert | undefined {
  const { run, step, error, at, label, timeZone, skipped, unaffected } = facts
  const rootCause = rootCauseOf(facts)
  if (rootCause === undefined) return undefined
  const checks = failedChecks(facts.checks)
  const severity = severityOf(facts)
  const likelyCause = checks.find(check => check.likelyCause !== undefined)?.likelyCause
  return Object.freeze({
    kind: 'alert',
    severity,
    deployment: { name: run.deployment, ...(label !== undefined && { label }) },
    pipeline: run.pipeline,
    run: run.id,
    step,
    asOf: run.asOf,
    at,
    headline: severity === 'error' ? (error?.message ?? '') : (checks[0]?.message ?? ''),
    checks,
    ...(error !== undefined && { error }),
    ...(likelyCause !== undefined && { likelyCause }),
    effect: { notDone: skipped, unaffected },
    seen: facts.seen ?? seenBefore(rootCause, facts),
    next: nextCommands(facts, severity),
    ...(timeZone !== undefined && { timeZone }),
    rootCause,
    dedupeKey: `${run.deployment}/${rootCause}`,
  })
}

/** An error as alerts keep it: name, code and message, no stack and no cause. */
export function alertError(error: unknown): AlertError {
  if (error instanceof SluiceError) return { name: error.name, code: error.code, message: error.message }
  if (error instanceof Error) return { name: error.name, message: error.message }
  return { name: 'Error', message: String(error) }
}

function severityOf({ checks, error }: StepTrouble): AlertSeverity {
  if (failedChecks(checks)[0]?.severity === 'block') return 'block'
  return error === undefined ? 'warn' : 'error'
}

function seenBefore(rootCause: string, { run, at, earlier = [] }: AlertFacts): AlertHistory {
  const same = earlier.filter(trouble => trouble.rootCause === rootCause)
  const runs = new Set([...same.map(trouble => trouble.run), run.id])
  const first = same.reduce((oldest, trouble) => (trouble.at < oldest ? trouble.at : oldest), at)
  return { first, times: runs.size }
}

function nextCommands({ run, step }: AlertFacts, severity: AlertSeverity): readonly string[] {
  const show = `sluice show ${run.id} ${stepWord(step)}`
  return severity === 'warn' ? [show] : [show, `sluice resume ${run.id}`]
}
