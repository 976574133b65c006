import type { CheckResult } from '../checks/check.ts'

/** `block`: a check stopped the deployment. `error`: a step failed. `warn`: the run went on. */
export type AlertSeverity = 'block' | 'error' | 'warn'

/** The deployment an alert is about; `label` is the name people use for the client. */
export interface AlertDeployment {
  readonly name: string
  readonly label?: string
}

/** The error that stopped a step, without stack and without secrets. */
export interface AlertError {
  readonly name: string
  readonly code?: string
  readonly message: string
}

/** What the alert means for the people downstream. */
export interface AlertEffect {
  /** What was not done because of it, such as `scores not made` or the names of skipped steps. */
  readonly notDone: readonly string[]
  /** What goes on as planned, such as the other deployments. */
  readonly unaffected: readonly string[]
}

/** When this root cause was first seen for the deployment, and how many runs have met it, this one included. */
export interface AlertHistory {
  readonly first: Date
  readonly times: number
}

/** One thing that went wrong for one deployment: what an {@link AlertSink} sends. Plain data. */
export interface Alert {
  readonly kind: 'alert'
  readonly severity: AlertSeverity
  readonly deployment: AlertDeployment
  readonly pipeline: string
  readonly run: string
  readonly step: string
  readonly asOf: Date
  /** When it happened. */
  readonly at: Date
  /** One sentence in business words with the number against the expectation. */
  readonly headline: string
  /** The checks that failed in this step, the most severe first; empty for an error. */
  readonly checks: readonly CheckResult[]
  readonly error?: AlertError
  readonly likelyCause?: string
  readonly effect: AlertEffect
  readonly seen?: AlertHistory
  /** Commands to type next, the most useful first. */
  readonly next: readonly string[]
  /** IANA time zone in which people read `at`; UTC when absent. */
  readonly timeZone?: string
  /** What went wrong independent of the deployment and of the run, such as `events/schema/amount`. */
  readonly rootCause: string
  /** `<deployment>/<rootCause>`: equal for alerts that are about the same thing. */
  readonly dedupeKey: string
}

/** Somewhere that alerts go: the console, a file, a webhook. */
export interface AlertSink {
  readonly kind: string
  /** It gets what another run of the last hours has met too and no run has ended; a screen or a log does. Default false. */
  readonly everyRun?: boolean
  /** Sends one alert; rejects when it could not be sent. */
  send(alert: Alert): Promise<void>
}
