import type { ColumnTypes } from '../schedule/schedule-tables.ts'

/**
 * The tables of incidents, of what channels were told about them, and of what people said about runs, as a migration of
 * the journal. It was released and never changes.
 */
export function incidentTables({ text, instant, integer, numbered }: ColumnTypes): string {
  return `
  CREATE TABLE incidents (
    id ${text} PRIMARY KEY, state ${text} NOT NULL, severity ${text} NOT NULL, root_cause ${text} NOT NULL,
    headline ${text} NOT NULL, likely_cause ${text}, opened_at ${instant} NOT NULL, last_seen_at ${instant} NOT NULL,
    resolved_at ${instant}, reopened_at ${instant}, acknowledged ${text}, silence ${text}, feedback ${text}
  );
  CREATE INDEX incidents_open ON incidents (last_seen_at) WHERE state <> 'resolved';
  CREATE INDEX incidents_resolved ON incidents (resolved_at) WHERE state = 'resolved';
  CREATE INDEX incidents_seen ON incidents (last_seen_at, id);
  -- "event" is the newest event of the run when it was seen: what finished later may be its recovery.
  CREATE TABLE incident_occurrences (
    id ${numbered}, incident ${text} NOT NULL, pipeline ${text} NOT NULL, deployment ${text} NOT NULL,
    run ${text} NOT NULL, step ${text} NOT NULL, root_cause ${text} NOT NULL,
    severity ${text} NOT NULL, resource ${text}, as_of ${instant} NOT NULL,
    at ${instant} NOT NULL, event bigint NOT NULL, recovered_at ${instant}, data ${text} NOT NULL
  );
  CREATE UNIQUE INDEX incident_occurrences_once
    ON incident_occurrences (incident, pipeline, deployment, as_of, run, step, root_cause);
  CREATE INDEX incident_occurrences_cause ON incident_occurrences (root_cause, at);
  CREATE INDEX incident_occurrences_resource ON incident_occurrences (resource, at) WHERE resource IS NOT NULL;
  CREATE INDEX incident_occurrences_run ON incident_occurrences (run);
  CREATE TABLE incident_events (
    id ${numbered}, incident ${text} NOT NULL, at ${instant} NOT NULL, kind ${text} NOT NULL,
    deployment ${text}, who ${text}, text ${text} NOT NULL
  );
  CREATE INDEX incident_events_incident ON incident_events (incident, id);
  -- What a channel knows of an incident; "pending" is a notice that who holds the lease sends.
  CREATE TABLE incident_told (
    incident ${text} NOT NULL, channel ${text} NOT NULL, told ${text} NOT NULL, thread ${text}, pending ${text},
    lease ${text}, lease_until ${instant}, tries ${integer} NOT NULL, PRIMARY KEY (incident, channel)
  );
  -- Numbers of such a run are learned, or kept out of what later runs are compared with.
  CREATE TABLE history_marks (
    run ${text} PRIMARY KEY, verdict ${text} NOT NULL, who ${text} NOT NULL, why ${text} NOT NULL, at ${instant} NOT NULL
  );
  `
}
