import { accessTables } from '../access-tables.ts'
import { postgresFollowing, postgresFollowingIncidents, repeatTables } from '../repeat-tables.ts'
import { controlTables } from '../../control/control-tables.ts'
import { incidentTables } from '../../incidents/incident-tables.ts'
import { postgresTypes, runIntervals, scheduleTables } from '../../schedule/schedule-tables.ts'
import { postgresViewTables } from '../../views/view-tables.ts'

/**
 * The schema, version by version: entry `i` takes a database from version `i` to `i + 1`. Entries that were released
 * never change. Text is compared by code point, whatever the collation of the database.
 */
export const postgresMigrations: readonly string[] = [
  `
  CREATE TABLE runs (
    seq bigint GENERATED ALWAYS AS IDENTITY, id text COLLATE "C" PRIMARY KEY, pipeline text COLLATE "C" NOT NULL,
    deployment text COLLATE "C" NOT NULL, label text, as_of timestamptz NOT NULL, params json NOT NULL, status text NOT NULL,
    started_at timestamptz NOT NULL, finished_at timestamptz, who text NOT NULL, owner json, owner_id text,
    heard_at timestamptz
  );
  CREATE INDEX runs_identity ON runs (pipeline, deployment, as_of, seq);
  CREATE INDEX runs_seq ON runs (seq);
  -- However many processes start at once: one of them runs a pipeline for a deployment as of an instant.
  CREATE UNIQUE INDEX runs_running ON runs (pipeline, deployment, as_of) WHERE status = 'running';
  CREATE INDEX runs_unfinished ON runs (seq) WHERE status <> 'succeeded';

  CREATE TABLE steps (
    run text COLLATE "C" NOT NULL REFERENCES runs (id), name text COLLATE "C" NOT NULL, position integer NOT NULL,
    status text NOT NULL, key text, attempts integer NOT NULL DEFAULT 0, started_at timestamptz,
    seconds double precision NOT NULL DEFAULT 0, output json, error json, PRIMARY KEY (run, name)
  );

  CREATE TABLE check_results (
    run text COLLATE "C" NOT NULL, step text COLLATE "C" NOT NULL, position integer NOT NULL, subject text NOT NULL,
    name text NOT NULL, severity text NOT NULL, status text NOT NULL, result json NOT NULL,
    PRIMARY KEY (run, step, position)
  );

  -- Finished work by what made it.
  CREATE TABLE outputs (
    key text COLLATE "C" PRIMARY KEY, output json NOT NULL, checks json NOT NULL, metrics json NOT NULL, run text NOT NULL,
    step text NOT NULL, at timestamptz NOT NULL
  );

  -- The truth about a run, append-only; runs, steps, check_results and metrics are views of it.
  CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY, run text COLLATE "C" NOT NULL, step text, attempt integer, kind text NOT NULL,
    at timestamptz NOT NULL, data json NOT NULL, PRIMARY KEY (run, id)
  );

  CREATE TABLE metrics (
    run text COLLATE "C" NOT NULL, pipeline text COLLATE "C" NOT NULL, deployment text COLLATE "C" NOT NULL,
    step text COLLATE "C" NOT NULL, metric text COLLATE "C" NOT NULL, as_of timestamptz NOT NULL,
    value double precision NOT NULL CHECK (value > '-Infinity' AND value < 'Infinity'), PRIMARY KEY (run, step, metric)
  );
  CREATE INDEX metrics_history ON metrics (pipeline, deployment, step, metric, as_of);

  CREATE TABLE alerts (
    dedupe_key text NOT NULL, run text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (dedupe_key, run)
  );
  CREATE TABLE alerts_sent (
    dedupe_key text NOT NULL, run text NOT NULL, sink text NOT NULL, PRIMARY KEY (dedupe_key, run, sink)
  );

  CREATE TABLE model_versions (
    model text COLLATE "C" NOT NULL, version integer NOT NULL, artifact text NOT NULL, created_at timestamptz NOT NULL,
    run text NOT NULL, metrics json NOT NULL, PRIMARY KEY (model, version), UNIQUE (model, artifact)
  );
  CREATE TABLE model_aliases (
    model text COLLATE "C" NOT NULL, alias text COLLATE "C" NOT NULL, version integer NOT NULL, PRIMARY KEY (model, alias)
  );
  -- Append-only; the stack of an alias follows from it.
  CREATE TABLE model_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, model text COLLATE "C" NOT NULL, kind text NOT NULL,
    version integer NOT NULL, alias text, at timestamptz NOT NULL, who text NOT NULL, why text NOT NULL
  );
  CREATE INDEX model_events_model ON model_events (model, id);

  CREATE TABLE ledger (
    book text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, payload text NOT NULL, message_id text NOT NULL,
    status text NOT NULL, reason text, run text NOT NULL, PRIMARY KEY (book, key)
  );
  CREATE INDEX ledger_status ON ledger (book, status, key);
  `,
  `
  -- Runs whose steps are carried to workers: how many of their steps have not ended.
  CREATE TABLE carried_runs (
    run text COLLATE "C" PRIMARY KEY REFERENCES runs (id), open integer NOT NULL, cancelled boolean NOT NULL DEFAULT false,
    time_zone text
  );
  -- Their steps: how many of the steps each needs have not finished, the job that carries it, and who has it. Only who
  -- has the token may write about the step.
  CREATE TABLE carried_steps (
    run text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, needs text[] NOT NULL, unmet integer NOT NULL, job uuid,
    token uuid, worker text, lost integer NOT NULL DEFAULT 0, PRIMARY KEY (run, name)
  );
  CREATE TABLE carried_edges (
    run text COLLATE "C" NOT NULL, need text COLLATE "C" NOT NULL, step text COLLATE "C" NOT NULL,
    PRIMARY KEY (run, need, step)
  );
  `,
  scheduleTables(postgresTypes),
  runIntervals(postgresTypes),
  controlTables(postgresTypes),
  `
  -- Steps of elements of a map, of which no more than so many run at once.
  ALTER TABLE carried_steps ADD COLUMN map text COLLATE "C", ADD COLUMN map_limit integer;
  -- What gathers the results of elements may wait for their end, whatever it is.
  ALTER TABLE carried_edges ADD COLUMN for_end_only boolean NOT NULL DEFAULT false;
  `,
  `
  -- One row per transaction, so that one whose COMMIT was not answered can be told from one that never happened: after a
  -- crash the server gives the ids of lost transactions to others.
  CREATE TABLE commits (id uuid PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
  CREATE INDEX commits_at ON commits (at);
  `,
  `
  ALTER TABLE carried_runs ADD COLUMN priority integer NOT NULL DEFAULT 0;
  -- Named things that a step uses and of which there are only so many turns.
  ALTER TABLE carried_steps ADD COLUMN resources text[];
  CREATE TABLE resource_limits (name text COLLATE "C" PRIMARY KEY, at_once integer NOT NULL);
  -- Steps that wait for what they use, and those that have it: from the job that carries them until they end.
  CREATE TABLE resource_turns (
    id bigint GENERATED ALWAYS AS IDENTITY, run text COLLATE "C" NOT NULL, step text COLLATE "C" NOT NULL,
    client text COLLATE "C" NOT NULL, priority integer NOT NULL, resources text[] NOT NULL, asked_at timestamptz NOT NULL,
    taken_at timestamptz, PRIMARY KEY (run, step)
  );
  -- When each client last got one.
  CREATE TABLE resource_clients (client text COLLATE "C" PRIMARY KEY, at timestamptz NOT NULL);
  `,
  postgresViewTables,
  // Which versions an artifact is registered as, whatever the model.
  'CREATE INDEX model_versions_artifact ON model_versions (artifact)',
  accessTables(postgresTypes),
  repeatTables(postgresTypes),
  postgresFollowing,
  incidentTables(postgresTypes),
  postgresFollowingIncidents,
  // What belongs to a number that a step left, such as the parts it is the sum of: JSON.
  'ALTER TABLE metrics ADD COLUMN detail text',
]
