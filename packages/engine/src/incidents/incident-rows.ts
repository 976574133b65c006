import type {
  Feedback,
  Incident,
  IncidentEvent,
  IncidentState,
  NoticeReason,
  Occurrence,
  Silence,
  Told,
} from '@sluice/core'

/** An instant as a database gives it. */
export type Instant = string | Date

/** A row of table `incidents`. */
export interface IncidentRow {
  readonly id: string
  readonly state: IncidentState
  readonly severity: Incident['severity']
  readonly root_cause: string
  readonly headline: string
  readonly likely_cause: string | null
  readonly opened_at: Instant
  readonly last_seen_at: Instant
  readonly resolved_at: Instant | null
  readonly reopened_at: Instant | null
  readonly acknowledged: string | null
  readonly silence: string | null
  readonly feedback: string | null
}

/** A row of table `incident_occurrences`. */
export interface OccurrenceRow {
  readonly data: string
  readonly recovered_at: Instant | null
}

/** A row of table `incident_events`. */
export interface IncidentEventRow {
  readonly at: Instant
  readonly kind: string
  readonly deployment: string | null
  readonly who: string | null
  readonly text: string
}

/** A row of table `incident_told`. */
export interface ToldRow {
  readonly incident: string
  readonly channel: string
  readonly told: string
  readonly thread: string | null
  readonly pending: string | null
  readonly lease: string | null
  readonly lease_until: Instant | null
  readonly tries: number
}

/** A notice on its way, as `pending` keeps it, with what the channel will know then. */
export interface PendingNotice {
  readonly seq: number
  readonly reason: NoticeReason
  readonly at: Date
  readonly told: Told
}

/** JSON with the instants in it as they were; they stand under names that end in `at` or `until`. */
export function revived<T>(text: string): T {
  return JSON.parse(text, (name, value: unknown) =>
    typeof value === 'string' && /(^at|At|^until|^asOf)$/.test(name) ? new Date(value) : value,
  ) as T
}

/** An incident without what it is made of. */
export function incidentHead(row: IncidentRow): Omit<Incident, 'occurrences' | 'events'> {
  const { id, state, severity } = row
  const at = (name: 'resolved_at' | 'reopened_at') => (row[name] === null ? undefined : new Date(row[name]))
  const [resolvedAt, reopenedAt] = [at('resolved_at'), at('reopened_at')]
  return {
    id,
    state,
    severity,
    rootCause: row.root_cause,
    headline: row.headline,
    ...(row.likely_cause !== null && { likelyCause: row.likely_cause }),
    openedAt: new Date(row.opened_at),
    lastSeenAt: new Date(row.last_seen_at),
    ...(resolvedAt !== undefined && { resolvedAt }),
    ...(reopenedAt !== undefined && { reopenedAt }),
    ...(row.acknowledged !== null && {
      acknowledged: revived<NonNullable<Incident['acknowledged']>>(row.acknowledged),
    }),
    ...(row.silence !== null && { silence: revived<Silence>(row.silence) }),
    ...(row.feedback !== null && { feedback: revived<Feedback>(row.feedback) }),
  }
}

/** The occurrence that a row keeps. */
export function occurrenceIn({ data, recovered_at: recovered }: OccurrenceRow): Occurrence {
  const occurrence = revived<Occurrence>(data)
  return recovered === null ? occurrence : { ...occurrence, recoveredAt: new Date(recovered) }
}

/** The event that a row keeps. */
export function incidentEventIn({ at, kind, deployment, who, text }: IncidentEventRow): IncidentEvent {
  return {
    at: new Date(at),
    kind,
    ...(deployment !== null && { deployment }),
    ...(who !== null && { who }),
    text,
  }
}
