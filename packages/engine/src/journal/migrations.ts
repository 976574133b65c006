import { accessTables } from './access-tables.ts'
import { repeatTables } from './repeat-tables.ts'
import { controlTables } from '../control/control-tables.ts'
import { incidentTables } from '../incidents/incident-tables.ts'
import { sqliteViewTables } from '../views/view-tables.ts'
import { runIntervals, scheduleTables, sqliteTypes } from '../schedule/schedule-tables.ts'

/**
 * The schema, version by version: entry `i` takes a database from version `i` to `i + 1`. Entries that were released
 * never change.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY, pipeline TEXT NOT NULL, deployment TEXT NOT NULL, label TEXT, as_of TEXT NOT NULL,
    params TEXT NOT NULL, status TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, who TEXT NOT NULL,
    owner TEXT, owner_id TEXT, heard_at TEXT
  ) STRICT;
  CREATE INDEX runs_identity ON runs (pipeline, deployment, as_of);
  CREATE INDEX runs_started ON runs (started_at);
  -- However many processes start at once: one of them runs a pipeline for a deployment as of an instant.
  CREATE UNIQUE INDEX runs_running ON runs (pipeline, deployment, as_of) WHERE status = 'running';

  CREATE TABLE steps (
    run TEXT NOT NULL REFERENCES runs (id), name TEXT NOT NULL, position INTEGER NOT NULL, status TEXT NOT NULL, key TEXT,
    attempts INTEGER NOT NULL DEFAULT 0, started_at TEXT, seconds REAL NOT NULL DEFAULT 0, output TEXT, error TEXT,
    PRIMARY KEY (run, name)
  ) STRICT;

  CREATE TABLE check_results (
    run TEXT NOT NULL, step TEXT NOT NULL, position INTEGER NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL,
    severity TEXT NOT NULL, status TEXT NOT NULL, result TEXT NOT NULL, PRIMARY KEY (run, step, position)
  ) STRICT, WITHOUT ROWID;

  -- Finished work by what made it.
  CREATE TABLE outputs (
    key TEXT PRIMARY KEY, output TEXT NOT NULL, checks TEXT NOT NULL, metrics TEXT NOT NULL, run TEXT NOT NULL,
    step TEXT NOT NULL, at TEXT NOT NULL
  ) STRICT;

  -- The truth about a run, append-only; runs, steps, check_results and metrics are views of it.
  CREATE TABLE events (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, step TEXT, attempt INTEGER, kind TEXT NOT NULL, at TEXT NOT NULL, data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_run ON events (run, id);

  CREATE TABLE metrics (
    run TEXT NOT NULL, pipeline TEXT NOT NULL, deployment TEXT NOT NULL, step TEXT NOT NULL, metric TEXT NOT NULL,
    as_of TEXT NOT NULL, value REAL NOT NULL, PRIMARY KEY (run, step, metric)
  ) STRICT;
  CREATE INDEX metrics_history ON metrics (pipeline, deployment, step, metric, as_of);

  CREATE TABLE alerts (dedupe_key TEXT NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (dedupe_key, run)) STRICT;
  CREATE TABLE alerts_sent (
    dedupe_key TEXT NOT NULL, run TEXT NOT NULL, sink TEXT NOT NULL, PRIMARY KEY (dedupe_key, run, sink)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE model_versions (
    model TEXT NOT NULL, version INTEGER NOT NULL, artifact TEXT NOT NULL, created_at TEXT NOT NULL, run TEXT NOT NULL,
    metrics TEXT NOT NULL, PRIMARY KEY (model, version), UNIQUE (model, artifact)
  ) STRICT;
  CREATE TABLE model_aliases (
    model TEXT NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (model, alias)
  ) STRICT;
  -- Append-only; the stack of an alias follows from it.
  CREATE TABLE model_events (
    id INTEGER PRIMARY KEY, model TEXT NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL, alias TEXT, at TEXT NOT NULL,
    who TEXT NOT NULL, why TEXT NOT NULL
  ) STRICT;
  CREATE INDEX model_events_model ON model_events (model, id);

  CREATE TABLE ledger (
    book TEXT NOT NULL, key TEXT NOT NULL, payload TEXT NOT NULL, message_id TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT, run TEXT NOT NULL, PRIMARY KEY (book, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ledger_status ON ledger (book, status);
  `,
  scheduleTables(sqliteTypes),
  runIntervals(sqliteTypes),
  controlTables(sqliteTypes),
  sqliteViewTables,
  // Which versions an artifact is registered as, whatever the model.
  'CREATE INDEX model_versions_artifact ON model_versions (artifact)',
  accessTables(sqliteTypes),
  repeatTables(sqliteTypes),
  incidentTables(sqliteTypes),
  // What belongs to a number that a step left, such as the parts it is the sum of: JSON.
  'ALTER TABLE metrics ADD COLUMN detail TEXT',
]
