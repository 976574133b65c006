/**
 * What reading much of the history at once needs, as a migration of the journal in SQLite. It was released and never
 * changes.
 */
export const sqliteViewTables = `
  CREATE INDEX runs_deployment ON runs (deployment);
  CREATE INDEX runs_status ON runs (status);
  CREATE INDEX check_results_open ON check_results (run, status) WHERE status <> 'passed';
  -- Which steps have which content of the store in their output, kept by the database whoever writes the output.
  CREATE TABLE step_content (
    digest TEXT NOT NULL, run TEXT NOT NULL, step TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (digest, run, step)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER steps_content AFTER UPDATE OF output ON steps WHEN instr(NEW.output, '"digest"') > 0
  BEGIN
    INSERT OR IGNORE INTO step_content (digest, run, step, kind)
    SELECT t.value ->> '$.digest', NEW.run, NEW.name, t.value ->> '$.kind' FROM json_tree(NEW.output) t
    WHERE t.type = 'object' AND t.value ->> '$.kind' IN ('dataset', 'artifact')
      AND length(t.value ->> '$.digest') = 64;
  END;
  INSERT OR IGNORE INTO step_content (digest, run, step, kind)
  SELECT t.value ->> '$.digest', s.run, s.name, t.value ->> '$.kind' FROM steps s, json_tree(s.output) t
  WHERE instr(s.output, '"digest"') > 0 AND t.type = 'object' AND t.value ->> '$.kind' IN ('dataset', 'artifact')
    AND length(t.value ->> '$.digest') = 64;
`

/** The references in an output; a zero character is no text to PostgreSQL, and an output with one is left out. */
const references = (output: string) => `
    jsonb_path_query(
      CASE WHEN position('"digest"' IN ${output}::text) > 0 AND position('\\u0000' IN ${output}::text) = 0
        THEN ${output}::jsonb ELSE '{}' END,
      '$.** ? (@.kind == "dataset" || @.kind == "artifact")') AS found (value)
    WHERE found.value ->> 'digest' ~ '^[0-9a-f]{64}$'`

/** The same for PostgreSQL. */
export const postgresViewTables = `
  CREATE INDEX runs_deployment ON runs (deployment, seq);
  CREATE INDEX runs_status ON runs (status, seq);
  CREATE INDEX check_results_open ON check_results (run, status) WHERE status <> 'passed';
  -- Which steps have which content of the store in their output, kept by the database whoever writes the output.
  CREATE TABLE step_content (
    digest text COLLATE "C" NOT NULL, run text COLLATE "C" NOT NULL, step text COLLATE "C" NOT NULL,
    kind text NOT NULL, PRIMARY KEY (digest, run, step)
  );
  CREATE FUNCTION keep_step_content() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
  BEGIN
    INSERT INTO step_content (digest, run, step, kind)
    SELECT DISTINCT found.value ->> 'digest', NEW.run, NEW.name, found.value ->> 'kind'
    FROM ${references('NEW.output')}
    ON CONFLICT DO NOTHING;
    RETURN NULL;
  END $body$;
  CREATE TRIGGER steps_content AFTER UPDATE OF output ON steps FOR EACH ROW
    WHEN (NEW.output IS NOT NULL AND position('"digest"' IN NEW.output::text) > 0)
    EXECUTE FUNCTION keep_step_content();
  INSERT INTO step_content (digest, run, step, kind)
  SELECT DISTINCT found.value ->> 'digest', s.run, s.name, found.value ->> 'kind'
  FROM steps s, ${references('s.output')}
  ON CONFLICT DO NOTHING;
`
