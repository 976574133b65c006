import type { ColumnTypes } from '../schedule/schedule-tables.ts'

/**
 * The table of requests to the server that may be repeated by key, as a migration of the journal. It was released and
 * never changes.
 */
export function repeatTables({ text, instant, integer }: ColumnTypes): string {
  return `
  -- What a key stands for: a request of somebody, by digest, and its answer once there is one. While it runs, whoever has
  -- "token" says again and again that it lives; one that has not done so until "lease_until" is taken for dead.
  CREATE TABLE repeated_requests (
    principal ${text} NOT NULL, key ${text} NOT NULL, digest ${text} NOT NULL, token ${text} NOT NULL,
    lease_until ${instant} NOT NULL, at ${instant} NOT NULL, status ${integer}, headers ${text}, body ${text},
    PRIMARY KEY (principal, key)
  );
  CREATE INDEX repeated_requests_at ON repeated_requests (at);
  `
}

/**
 * What following all events of a database needs, as a migration of the journal in PostgreSQL. It was released and never
 * changes.
 *
 * Ids are given before transactions commit, so that a lower one may be seen after a higher one. The transactions before
 * `pg_snapshot_xmin` have all ended: events in the order of theirs are never overtaken.
 */
export const postgresFollowing = `
  ALTER TABLE events ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
  ALTER TABLE model_events ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
  ALTER TABLE schedule_events ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
  CREATE INDEX events_tx ON events (tx, id);
  CREATE INDEX model_events_tx ON model_events (tx, id);
  CREATE INDEX schedule_events_tx ON schedule_events (tx, id);
`

/** The same for events of incidents. It was released and never changes. */
export const postgresFollowingIncidents = `
  ALTER TABLE incident_events ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
  CREATE INDEX incident_events_tx ON incident_events (tx, id);
`
