import {
  groupFor,
  moreSevere,
  type Candidate,
  type IncidentPolicy,
  type Kinship,
  type Occurrence,
  type Sign,
} from '@sluice/core'
import { rows, type Work } from '../schedule/sql-work.ts'
import type { NewOccurrence, Noted } from './incident-book.ts'
import { revived, type IncidentRow, type Instant } from './incident-rows.ts'
import { logIncident, type IncidentScope } from './incident-scope.ts'

/** Puts an occurrence into the incident it belongs to. */
export function* noteOccurrence(
  scope: IncidentScope,
  { occurrence: found, upstream, isOld = false }: NewOccurrence,
  policy: IncidentPolicy,
): Work<Noted | undefined> {
  const occurrence = cleaned(scope, found)
  const sign = signOf(occurrence)
  const group = groupFor(sign, yield* candidatesFor(sign, policy), upstream, policy)
  if (isOld && (group.kind === 'opens' || group.as === 'came-back')) return undefined
  const incident = group.kind === 'opens' ? yield* open(scope, occurrence) : group.incident
  const knows = yield* rows(
    'SELECT 1 FROM incident_occurrences WHERE incident = $1 AND deployment = $2 LIMIT 1',
    [incident, sign.deployment],
  )
  const isNew = yield* keep(scope, incident, occurrence)
  if (group.kind === 'opens') return { incident, as: 'opens' }
  yield* join(scope, incident, occurrence, group.as)
  const { deployment, headline } = occurrence
  if (isNew && (knows.length === 0 || group.as === 'effect')) {
    const text = `${deployment.label ?? deployment.name}: ${headline}`
    yield* logIncident(scope, { incident, kind: 'seen', deployment: deployment.name, text })
  }
  return { incident, as: group.as }
}

function cleaned({ redact }: IncidentScope, occurrence: Occurrence): Occurrence {
  const { headline, rootCause, resource } = occurrence
  const text = { headline: redact(headline), rootCause: redact(rootCause) }
  return { ...occurrence, ...text, ...(resource !== undefined && { resource: redact(resource) }) }
}

function signOf({ deployment, pipeline, run, step, rootCause, resource, at }: Occurrence): Sign {
  const sign = { deployment: deployment.name, pipeline, run, step, rootCause, at }
  return { ...sign, ...(resource !== undefined && { resource }) }
}

interface SignRow {
  readonly incident: string
  readonly pipeline: string
  readonly deployment: string
  readonly run: string
  readonly step: string
  readonly root_cause: string
  readonly resource: string | null
  readonly at: Instant
}

const columns = 'o.incident, o.pipeline, o.deployment, o.run, o.step, o.root_cause, o.resource, o.at'
const live = `EXISTS (
  SELECT 1 FROM incidents i WHERE i.id = o.incident AND (i.state <> 'resolved' OR i.resolved_at >= $1))`
/** Of each kind the newest are enough: what counts is which incident was seen last. */
const likeIt = (condition: string, limit: number) =>
  `SELECT * FROM (SELECT ${columns} FROM incident_occurrences o WHERE ${condition} AND ${live}
   ORDER BY o.at DESC LIMIT ${limit}) AS found`

/** A step that was stopped and is done since, repaired, is no cause of what comes after it. */
const over = `(o.severity <> 'warn' AND EXISTS (
  SELECT 1 FROM steps s WHERE s.run = o.run AND s.name = o.step AND s.status IN ('succeeded', 'memoised')))`

/** Incidents that are open, or were resolved not long ago, that have something in common with a sign. */
function* candidatesFor(sign: Sign, policy: IncidentPolicy): Work<readonly Candidate[]> {
  const since = new Date(sign.at.getTime() - policy.reopenMs)
  const found = yield* rows<SignRow>(
    [
      likeIt('o.root_cause = $2 AND o.deployment = $3', 5),
      likeIt(`o.run = $4 AND NOT ${over}`, 50),
      likeIt('o.resource = $5', 5),
      likeIt('o.root_cause = $2', 10),
    ].join(' UNION '),
    [since, sign.rootCause, sign.deployment, sign.run, sign.resource ?? ''],
  )
  const byIncident = Map.groupBy(found, ({ incident }) => incident)
  const candidates: Candidate[] = []
  for (const [id, signs] of byIncident) {
    const [row] = yield* rows<IncidentRow>('SELECT * FROM incidents WHERE id = $1', [id])
    if (row === undefined) continue
    candidates.push({
      id,
      state: row.state,
      lastSeenAt: new Date(row.last_seen_at),
      ...(row.resolved_at !== null && { resolvedAt: new Date(row.resolved_at) }),
      ...(row.feedback !== null && { feedback: revived<NonNullable<Candidate['feedback']>>(row.feedback) }),
      signs: signs.map(signIn),
    })
  }
  return candidates
}

function signIn({ root_cause: rootCause, resource, at, incident: _incident, ...rest }: SignRow): Sign {
  return { ...rest, rootCause, at: new Date(at), ...(resource !== null && { resource }) }
}

function* open(scope: IncidentScope, occurrence: Occurrence): Work<string> {
  const { severity, rootCause, resource, headline, at, checks, deployment } = occurrence
  const id = scope.newId(at)
  const cause = likelyCauseOf(scope, checks)
  // What a shared system does wrong shows in any table first.
  const root = resource === undefined ? rootCause : `${resource}/${rootCause.split('/').at(-1)}`
  yield* rows(
    `INSERT INTO incidents (id, state, severity, root_cause, headline, likely_cause, opened_at, last_seen_at)
     VALUES ($1, 'open', $2, $3, $4, $5, $6, $6)`,
    [id, severity, root, headline, cause, at],
  )
  const text = `${deployment.label ?? deployment.name}: ${headline}`
  yield* logIncident(scope, { incident: id, kind: 'opened', deployment: deployment.name, text })
  return id
}

function likelyCauseOf({ redact }: IncidentScope, checks: Occurrence['checks']): string | null {
  const found = checks.find(({ likelyCause }) => likelyCause !== undefined)?.likelyCause
  return found === undefined ? null : redact(found)
}

/** Keeps an occurrence; seen again, it has not recovered. False where it was there already. */
function* keep({ redact }: IncidentScope, incident: string, occurrence: Occurrence): Work<boolean> {
  const { deployment, pipeline, run, step, rootCause, severity, resource, asOf, at } = occurrence
  const key = [incident, pipeline, deployment.name, asOf, run, step, rootCause] as const
  const before = yield* rows(
    `SELECT 1 FROM incident_occurrences WHERE incident = $1 AND pipeline = $2 AND deployment = $3 AND as_of = $4
       AND run = $5 AND step = $6 AND root_cause = $7`,
    key,
  )
  yield* rows(
    `INSERT INTO incident_occurrences
       (incident, pipeline, deployment, as_of, run, step, root_cause, severity, resource, at, event, data)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (SELECT coalesce(max(id), 0) FROM events WHERE run = $5), $11)
     ON CONFLICT (incident, pipeline, deployment, as_of, run, step, root_cause) DO UPDATE SET
       severity = excluded.severity, at = excluded.at, event = excluded.event, data = excluded.data, recovered_at = NULL`,
    [...key, severity, resource ?? null, at, redact(JSON.stringify(occurrence))],
  )
  return before.length === 0
}

function* join(scope: IncidentScope, incident: string, occurrence: Occurrence, as: Kinship): Work<void> {
  const [row] = yield* rows<IncidentRow>('SELECT * FROM incidents WHERE id = $1', [incident])
  if (row === undefined) return
  const { at, resource, deployment } = occurrence
  const severity = moreSevere(row.severity, occurrence.severity)
  // What follows from the cause says less about it, however severe it is.
  const isWorse = severity !== row.severity && as !== 'effect'
  const shared =
    as === 'same-resource' && resource !== undefined
      ? `everything that uses ${resource} has trouble, so it is most likely ${resource} itself`
      : null
  yield* rows(
    `UPDATE incidents SET severity = $1, headline = $2, likely_cause = coalesce(likely_cause, $3),
       last_seen_at = CASE WHEN last_seen_at < $4 THEN $4 ELSE last_seen_at END WHERE id = $5`,
    [
      severity,
      isWorse ? occurrence.headline : row.headline,
      shared ?? likelyCauseOf(scope, occurrence.checks),
      at,
      incident,
    ],
  )
  if (as !== 'came-back') return
  yield* rows(
    `UPDATE incidents SET state = 'open', resolved_at = NULL, reopened_at = $1, acknowledged = NULL WHERE id = $2`,
    [scope.now(), incident],
  )
  const text = `it came back at ${deployment.label ?? deployment.name}: ${occurrence.headline}`
  yield* logIncident(scope, { incident, kind: 'reopened', deployment: deployment.name, text })
}
