import { rows, type Work } from '../schedule/sql-work.ts'
import type { Dialect } from '../views/dialect.ts'

/** What writing incidents needs besides the database. */
export interface IncidentScope {
  readonly dialect: Dialect
  readonly now: () => Date
  /** Takes secrets out of text before it is written. */
  readonly redact: (text: string) => string
  readonly newId: (at: Date) => string
}

/** Something that happened to an incident. */
export interface NewIncidentEvent {
  readonly incident: string
  readonly kind: string
  readonly deployment?: string
  readonly who?: string
  readonly text: string
}

/** Appends to what happened to an incident. */
export function* logIncident({ now, redact }: IncidentScope, event: NewIncidentEvent): Work<void> {
  const { incident, kind, deployment, who, text } = event
  yield* rows(
    'INSERT INTO incident_events (incident, at, kind, deployment, who, text) VALUES ($1, $2, $3, $4, $5, $6)',
    [incident, now(), kind, deployment ?? null, who === undefined ? null : redact(who), redact(text)],
  )
}
