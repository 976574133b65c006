import { rows, type Work } from '../schedule/sql-work.ts'
import type { Instant } from './incident-rows.ts'
import { logIncident, type IncidentScope } from './incident-scope.ts'

interface RecoveredRow {
  readonly id: number
  readonly incident: string
  readonly deployment: string
  readonly finished_at: Instant
}

/**
 * Occurrences after which all is good: the run itself went on to its end, or a later run as of the same instant or a
 * later one was good and did not find the same again. What is later follows from the order of events, not from clocks.
 */
const recovered = `
  SELECT o.id, o.incident, o.deployment, max(r.finished_at) AS finished_at
  FROM incidents i
  JOIN incident_occurrences o ON o.incident = i.id AND o.recovered_at IS NULL
  JOIN runs r ON r.pipeline = o.pipeline AND r.deployment = o.deployment AND r.as_of >= o.as_of
    AND r.status = 'succeeded'
  WHERE i.state <> 'resolved'
    AND EXISTS (SELECT 1 FROM events e WHERE e.run = r.id AND e.kind = 'run-finished' AND e.id > o.event)
    AND CASE WHEN r.id = o.run
      THEN o.severity <> 'warn' AND EXISTS (
        SELECT 1 FROM steps s WHERE s.run = r.id AND s.name = o.step
          AND (s.status IN ('succeeded', 'memoised') OR (s.status = 'skipped' AND s.output IS NOT NULL)))
      ELSE NOT EXISTS (
        SELECT 1 FROM incident_occurrences x WHERE x.run = r.id AND x.incident = o.incident
          AND x.root_cause = o.root_cause AND x.recovered_at IS NULL) END
  GROUP BY o.id, o.incident, o.deployment`

/** Whether something has recovered and was not ended yet. */
export function* hasRecovered(): Work<boolean> {
  return (yield* rows(`${recovered} LIMIT 1`)).length > 0
}

/** Ends what has recovered; returns the ids of incidents that are resolved by it. */
export function* recover(scope: IncidentScope): Work<readonly string[]> {
  const found = yield* rows<RecoveredRow>(recovered)
  for (const { id, finished_at: at } of found) {
    yield* rows('UPDATE incident_occurrences SET recovered_at = $1 WHERE id = $2', [new Date(at), id])
  }
  const resolved: string[] = []
  for (const [incident, ended] of Map.groupBy(found, one => one.incident)) {
    const open = yield* rows<{ deployment: string }>(
      'SELECT DISTINCT deployment FROM incident_occurrences WHERE incident = $1 AND recovered_at IS NULL',
      [incident],
    )
    const bad = new Set(open.map(({ deployment }) => deployment))
    for (const deployment of new Set(ended.map(one => one.deployment))) {
      if (bad.has(deployment)) continue
      yield* logIncident(scope, {
        incident,
        kind: 'recovered',
        deployment,
        text: `${deployment} is good again`,
      })
    }
    if (open.length > 0) continue
    yield* rows(`UPDATE incidents SET state = 'resolved', resolved_at = $1 WHERE id = $2`, [
      scope.now(),
      incident,
    ])
    yield* logIncident(scope, {
      incident,
      kind: 'resolved',
      text: 'a later run of everything it touched was good',
    })
    resolved.push(incident)
  }
  return resolved
}
