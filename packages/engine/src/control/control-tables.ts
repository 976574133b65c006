import type { ColumnTypes } from '../schedule/schedule-tables.ts'

/**
 * The tables of what people ask of runs, of their decisions about steps, and of what keys were made of, as a migration
 * of the journal. It was released and never changes.
 */
export function controlTables({ text, instant, numbered }: ColumnTypes): string {
  return `
  -- What the process that has a run is asked to do. Only the owner that was asked does it.
  CREATE TABLE control_requests (
    id ${numbered}, run ${text} NOT NULL, owner_id ${text} NOT NULL, action ${text} NOT NULL, step ${text},
    who ${text} NOT NULL, why ${text} NOT NULL, at ${instant} NOT NULL
  );
  -- What was decided about a step of a run; whoever works on the run keeps to it.
  CREATE TABLE step_marks (
    run ${text} NOT NULL, step ${text} NOT NULL, kind ${text} NOT NULL, data ${text} NOT NULL, who ${text} NOT NULL,
    why ${text} NOT NULL, PRIMARY KEY (run, step)
  );
  -- Definitions and code of steps by digest; "parts" of a step names one and the digests of its inputs.
  CREATE TABLE recipes (digest ${text} PRIMARY KEY, recipe ${text} NOT NULL);
  ALTER TABLE steps ADD COLUMN parts ${text};
  `
}
