/** Names of column types in a database. */
export interface ColumnTypes {
  readonly text: string
  readonly instant: string
  readonly integer: string
  /** A primary key that the database numbers. */
  readonly numbered: string
}

/** The types of SQLite, where an instant is ISO text. */
export const sqliteTypes: ColumnTypes = {
  text: 'TEXT',
  instant: 'TEXT',
  integer: 'INTEGER',
  numbered: 'INTEGER PRIMARY KEY',
}

/** The types of PostgreSQL; text is compared by code point. */
export const postgresTypes: ColumnTypes = {
  text: 'text COLLATE "C"',
  instant: 'timestamptz',
  integer: 'integer',
  numbered: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
}

/** Where the data interval of a run begins, as a migration of the journal. It was released and never changes. */
export function runIntervals({ instant }: ColumnTypes): string {
  return `ALTER TABLE runs ADD COLUMN interval_start ${instant}`
}

/**
 * The tables of schedules, pauses, backfills and what is dispatched for them, as a migration of the journal. It was
 * released and never changes.
 */
export function scheduleTables({ text, instant, integer, numbered }: ColumnTypes): string {
  return `
  -- The time before "covered" has been decided about.
  CREATE TABLE schedules (
    pipeline ${text} NOT NULL, deployment ${text} NOT NULL, since ${instant} NOT NULL, covered ${instant} NOT NULL,
    PRIMARY KEY (pipeline, deployment)
  );
  CREATE TABLE pauses (
    pipeline ${text} NOT NULL, deployment ${text} NOT NULL, at ${instant} NOT NULL, who ${text} NOT NULL,
    why ${text} NOT NULL, PRIMARY KEY (pipeline, deployment)
  );
  CREATE TABLE backfills (
    id ${text} PRIMARY KEY, pipeline ${text} NOT NULL, deployment ${text} NOT NULL, from_at ${instant} NOT NULL,
    to_at ${instant} NOT NULL, redo ${text} NOT NULL, at_once ${integer} NOT NULL, status ${text} NOT NULL,
    who ${text} NOT NULL, why ${text} NOT NULL, created_at ${instant} NOT NULL, finished_at ${instant}
  );
  -- Runs to be done. "origin" is 'schedule' or the id of a backfill.
  CREATE TABLE dispatches (
    id ${numbered}, origin ${text} NOT NULL, pipeline ${text} NOT NULL, deployment ${text} NOT NULL,
    start_at ${instant} NOT NULL, end_at ${instant} NOT NULL, fresh ${integer} NOT NULL, status ${text} NOT NULL,
    queued_at ${instant} NOT NULL, started_at ${instant}, finished_at ${instant}, owner ${text}, owner_id ${text},
    heard_at ${instant}, run ${text}, error ${text}, deadline ${text}
  );
  -- However many schedulers there are: an interval of a deployment is dispatched once.
  CREATE UNIQUE INDEX dispatches_interval ON dispatches (origin, pipeline, deployment, end_at);
  CREATE INDEX dispatches_open ON dispatches (pipeline, deployment, end_at) WHERE finished_at IS NULL;
  CREATE INDEX dispatches_started ON dispatches (started_at);
  CREATE INDEX dispatches_of ON dispatches (pipeline, deployment, end_at);
  -- What people and schedulers decided, and why; append-only.
  CREATE TABLE schedule_events (
    id ${numbered}, at ${instant} NOT NULL, kind ${text} NOT NULL, pipeline ${text} NOT NULL, deployment ${text} NOT NULL,
    backfill ${text}, who ${text} NOT NULL, why ${text} NOT NULL, data ${text} NOT NULL
  );
  CREATE INDEX schedule_events_of ON schedule_events (deployment, id);
  `
}
