import type {
  Feedback,
  Incident,
  IncidentPolicy,
  IncidentStanding,
  IncidentState,
  Kinship,
  NoticeReason,
  Occurrence,
  Thread,
  Told,
} from '@sluice/core'
import type { Decision } from '../control/step-mark.ts'

/** An occurrence to be put into an incident, with the steps of its run that its step reads from, directly or not. */
export interface NewOccurrence {
  readonly occurrence: Occurrence
  readonly upstream: ReadonlySet<string>
  /** It is the work of an earlier run, taken over: what is open stays open, nothing is opened. */
  readonly isOld?: boolean
}

/** The incident an occurrence was put into. */
export interface Noted {
  readonly incident: string
  readonly as: Kinship | 'opens'
}

/** Which incidents to list; the ones seen last first. */
export interface IncidentFilter {
  readonly state?: IncidentState
  /** Only those that one of these has. */
  readonly deployments?: readonly string[]
  readonly limit?: number
  /** Those after this one. */
  readonly after?: { readonly seenAt: Date; readonly id: string }
}

/** An incident as a line of a list. */
export interface IncidentLine extends Omit<Incident, 'occurrences' | 'events'> {
  readonly deployments: readonly string[]
  /** Runs in which it was seen. */
  readonly times: number
}

/** What a channel knows of an incident, and whether somebody is telling it something. */
export interface ToldRecord {
  readonly channel: string
  readonly told: Told
  /** A notice is being sent, or is to be tried again, then. */
  readonly pendingUntil?: Date
}

/** An incident that channels may have to be told something about. */
export interface LiveIncident {
  readonly id: string
  readonly standing: IncidentStanding
  readonly told: readonly ToldRecord[]
}

/** The right to tell a channel one notice, until the lease ends. */
export interface ClaimedNotice {
  readonly incident: string
  readonly channel: string
  readonly lease: string
  readonly seq: number
  readonly reason: NoticeReason
  readonly at: Date
  readonly thread?: Thread
  /** How often it was tried, this time included. */
  readonly tries: number
}

/** Which notice somebody wants to tell. */
export interface NoticeClaim {
  readonly incident: string
  readonly channel: string
  readonly lease: string
  readonly leaseMs: number
  readonly policy: IncidentPolicy
  /** Nothing more is expected, so that what is new need not wait. */
  readonly gathered: boolean
}

/** What somebody does with an incident. */
export type IncidentAction =
  | ({ readonly kind: 'acknowledge' } & Decision)
  | ({ readonly kind: 'silence'; readonly until: Date } & Decision)
  | ({ readonly kind: 'unsilence' } & Decision)
  | ({ readonly kind: 'resolve' } & Decision)
  | ({ readonly kind: 'feedback'; readonly verdict: 'expected' | 'real' } & Decision)

/** A pipeline of a client that an incident is about, which nobody has acknowledged. */
export interface OpenTrouble {
  readonly pipeline: string
  readonly deployment: string
  readonly incident: string
  readonly headline: string
}

/** Incidents as they are kept, in SQLite or PostgreSQL. Everything that writes is one transaction. */
export interface IncidentBook {
  /** Undefined for what is old and belongs to nothing that is open. */
  note(found: NewOccurrence, policy: IncidentPolicy): Promise<Noted | undefined>
  /** Ends occurrences after which a run was good, and incidents of which all have ended; returns the ids of those. */
  recover(): Promise<readonly string[]>
  /** What is open, and what was resolved within two days. */
  live(): Promise<readonly LiveIncident[]>
  /** The next notice to a channel, if there is one and nobody else is telling it. */
  claim(wanted: NoticeClaim): Promise<ClaimedNotice | undefined>
  /** The channel has it; false when somebody else had taken the notice over. */
  said(notice: ClaimedNotice, thread: Thread | undefined): Promise<boolean>
  /** It was not said; it is tried again then, or given up. */
  notSaid(notice: ClaimedNotice, error: string, retryAt: Date | undefined): Promise<void>
  list(filter: IncidentFilter): Promise<readonly IncidentLine[]>
  /** What blocks or fails now and nobody works on; of several of one pipeline and client the newest. */
  troubles(): Promise<readonly OpenTrouble[]>
  get(id: string): Promise<Incident | undefined>
  /** What people said of runs, by run. */
  verdicts(runs: readonly string[]): Promise<ReadonlyMap<string, Feedback['verdict']>>
  /** Incidents whose id begins so, the newest first. */
  find(prefix: string): Promise<readonly string[]>
  /** False when it is resolved and the action needs an open one. */
  act(id: string, action: IncidentAction): Promise<boolean>
}
