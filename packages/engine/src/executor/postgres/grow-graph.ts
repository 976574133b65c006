import { addSteps } from '../../journal/postgres/step-writes.ts'
import type { Writing } from '../../journal/postgres/postgres-scope.ts'
import type { AddedSteps } from '../../plan/added-steps.ts'

/**
 * Adds the steps of a map's elements to the graph of a run, with the end of the step that has listed them; counting that
 * one down makes them ready. What else they need has finished, for the map needs it too.
 */
export async function growGraph(writes: Writing, run: string, added: AddedSteps): Promise<void> {
  const { tx } = writes
  const { map, list, limit, forEndOnly } = added
  const names = added.steps.map(({ name }) => name)
  await addSteps(writes, run, list, names)
  const open = new Set([list, ...names])
  const steps = added.steps.map(({ name, needs, step }) => ({
    name,
    needs,
    unmet: needs.filter(need => open.has(need)).length,
    resources: step.definition.limits?.resources ?? [],
  }))
  await tx.run(
    `WITH given AS (
       SELECT name, ARRAY(SELECT json_array_elements_text(needs)) AS needs, unmet,
         NULLIF(ARRAY(SELECT json_array_elements_text(resources)), '{}') AS resources
       FROM json_to_recordset($1::json) AS g (name text, needs json, unmet integer, resources json)),
     counted AS (UPDATE carried_runs SET open = open + (SELECT count(*) FROM given) WHERE run = $2),
     placed AS (
       INSERT INTO carried_steps (run, name, needs, unmet, map, map_limit, resources)
       SELECT $2, name, needs, unmet, $3::text, $4::integer, resources FROM given),
     gathered AS (
       UPDATE carried_steps SET needs = needs || ARRAY(SELECT name FROM given),
         unmet = unmet + (SELECT count(*) FROM given) WHERE run = $2 AND name = $3),
     awaited AS (
       INSERT INTO carried_edges (run, need, step, for_end_only) SELECT $2, name, $3, $5::boolean FROM given)
     INSERT INTO carried_edges (run, need, step) SELECT $2, need, name FROM given, unnest(needs) AS n (need)`,
    [JSON.stringify(steps), run, map, limit ?? null, forEndOnly],
  )
}
