import type { AlertDeployment, AlertSeverity } from '../alerts/alert.ts'
import type { CheckResult } from '../checks/check.ts'

/** `acknowledged`: somebody works on it. `resolved`: the next run of everything it touched was good. */
export type IncidentState = 'open' | 'acknowledged' | 'resolved'

/** No messages until `until`, because of `why`. */
export interface Silence {
  readonly until: Date
  readonly who: string
  readonly why: string
}

/**
 * What an analyst says about an incident: an `expected` change is learned by the checks against history, a `real` one
 * is kept out of their baselines.
 */
export interface Feedback {
  readonly verdict: 'expected' | 'real'
  readonly who: string
  readonly why: string
  readonly at: Date
}

/** A step of a run in which the root cause showed. Several of one incident may be of different clients. */
export interface Occurrence {
  readonly deployment: AlertDeployment
  readonly pipeline: string
  readonly run: string
  readonly step: string
  readonly asOf: Date
  readonly at: Date
  readonly severity: AlertSeverity
  /** What this step found, in one sentence with the number against the expectation. */
  readonly headline: string
  /** The cause as this step names it, such as `events/schema/amount`. */
  readonly rootCause: string
  readonly checks: readonly CheckResult[]
  /** What the step was talking to, such as `warehouse` or `api.example.com`; equal for all that share it. */
  readonly resource?: string
  readonly notDone: readonly string[]
  readonly unaffected: readonly string[]
  readonly next: readonly string[]
  /** When a later run of the same pipeline and deployment was good. */
  readonly recoveredAt?: Date
  /** IANA time zone in which people of this client read times; UTC when absent. */
  readonly timeZone?: string
}

/** Something that happened to an incident: opened, seen, acknowledged, silenced, notice sent, recovered, resolved. */
export interface IncidentEvent {
  readonly at: Date
  readonly kind: string
  /** The client that it is about; absent where it is about all. */
  readonly deployment?: string
  readonly who?: string
  readonly text: string
}

/** One thing that is wrong, for one client or for many, with everything that follows from it folded in. Plain data. */
export interface Incident {
  readonly id: string
  /** What went wrong, independent of client and run. */
  readonly rootCause: string
  readonly severity: AlertSeverity
  readonly state: IncidentState
  readonly headline: string
  readonly likelyCause?: string
  readonly openedAt: Date
  readonly lastSeenAt: Date
  readonly resolvedAt?: Date
  /** When it came back after it was resolved. */
  readonly reopenedAt?: Date
  readonly acknowledged?: { readonly who: string; readonly at: Date; readonly why?: string }
  readonly silence?: Silence
  readonly feedback?: Feedback
  /** Incidents with this cause in the 90 days before. */
  readonly earlier?: number
  /** The oldest first. */
  readonly occurrences: readonly Occurrence[]
  /** The oldest first. */
  readonly events: readonly IncidentEvent[]
}
