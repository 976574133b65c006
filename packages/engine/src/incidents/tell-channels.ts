import { nextNotice, nothingTold, toldAfter, type Told } from '@sluice/core'
import { rows, type Work } from '../schedule/sql-work.ts'
import type { ClaimedNotice, LiveIncident, NoticeClaim, ToldRecord } from './incident-book.ts'
import { incidentHead, revived, type IncidentRow, type PendingNotice, type ToldRow } from './incident-rows.ts'
import { logIncident, type IncidentScope } from './incident-scope.ts'

/** Who has to be told that an incident was resolved is told within this time. */
const rememberedMs = 48 * 3_600_000

/** Open incidents, and those that were resolved not long ago, with what channels know of them. */
export function* liveIncidents({ now }: IncidentScope): Work<readonly LiveIncident[]> {
  const since = new Date(now().getTime() - rememberedMs)
  const live = `SELECT id FROM incidents WHERE state <> 'resolved' OR resolved_at >= $1`
  const found = yield* rows<IncidentRow & { readonly clients: number }>(
    `SELECT i.*, (SELECT count(DISTINCT o.deployment) FROM incident_occurrences o WHERE o.incident = i.id) AS clients
     FROM incidents i WHERE i.id IN (${live}) ORDER BY i.opened_at, i.id`,
    [since],
  )
  const told = yield* rows<ToldRow>(`SELECT * FROM incident_told WHERE incident IN (${live})`, [since])
  const byIncident = Map.groupBy(told, ({ incident }) => incident)
  return found.map(row => ({
    id: row.id,
    standing: { ...incidentHead(row), clients: row.clients },
    told: (byIncident.get(row.id) ?? []).map(toldRecord),
  }))
}

function toldRecord({ channel, told, pending, lease_until: until }: ToldRow): ToldRecord {
  return {
    channel,
    told: revived<Told>(told),
    ...(pending !== null && { pendingUntil: new Date(until ?? 0) }),
  }
}

/** Takes the next notice to a channel; the one that somebody died over comes first, as it was. */
export function* claimNotice(scope: IncidentScope, wanted: NoticeClaim): Work<ClaimedNotice | undefined> {
  const { incident, channel, lease, leaseMs, policy, gathered } = wanted
  const now = scope.now()
  yield* rows(
    `INSERT INTO incident_told (incident, channel, told, tries) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING`,
    [incident, channel, JSON.stringify(nothingTold)],
  )
  const [row] = yield* rows<ToldRow>('SELECT * FROM incident_told WHERE incident = $1 AND channel = $2', [
    incident,
    channel,
  ])
  if (row === undefined) return undefined
  const isHeld = row.lease_until !== null && new Date(row.lease_until) > now
  if (row.pending !== null && isHeld) return undefined
  const pending =
    row.pending === null
      ? yield* newNotice(incident, revived<Told>(row.told), { now, gathered, policy })
      : revived<PendingNotice>(row.pending)
  if (pending === undefined) return undefined
  const tries = row.tries + 1
  yield* rows(
    `UPDATE incident_told SET pending = $1, lease = $2, lease_until = $3, tries = $4
     WHERE incident = $5 AND channel = $6`,
    [JSON.stringify(pending), lease, new Date(now.getTime() + leaseMs), tries, incident, channel],
  )
  const { seq, reason, at } = pending
  const notice = { incident, channel, lease, seq, reason, at, tries }
  return row.thread === null
    ? notice
    : { ...notice, thread: JSON.parse(row.thread) as Record<string, string> }
}

function* newNotice(
  incident: string,
  told: Told,
  { now, gathered, policy }: { readonly now: Date } & Pick<NoticeClaim, 'gathered' | 'policy'>,
): Work<PendingNotice | undefined> {
  const [row] = yield* rows<IncidentRow & { readonly clients: number }>(
    `SELECT i.*, (SELECT count(DISTINCT o.deployment) FROM incident_occurrences o WHERE o.incident = i.id) AS clients
     FROM incidents i WHERE i.id = $1`,
    [incident],
  )
  if (row === undefined) return undefined
  const standing = { ...incidentHead(row), clients: row.clients }
  const next = nextNotice(told, standing, policy, { now, gathered })
  if (next.kind !== 'say') return undefined
  const after = toldAfter(told, standing, next.reason, now)
  return { seq: after.seq, reason: next.reason, at: now, told: after }
}

/** Keeps what the channel knows now; false when somebody else has the notice. */
export function* noticeSaid(
  scope: IncidentScope,
  notice: ClaimedNotice,
  thread: Readonly<Record<string, string>> | undefined,
): Work<boolean> {
  const kept = thread === undefined ? null : JSON.stringify(thread)
  if (!(yield* settle(notice, kept))) return false
  const { incident, channel, reason } = notice
  yield* logIncident(scope, { incident, kind: 'told', text: `${channel} was told: ${reason}` })
  return true
}

/** Lets a notice wait for its next try; without one it counts as said, so that what follows it is. */
export function* noticeNotSaid(
  scope: IncidentScope,
  notice: ClaimedNotice,
  { error, retryAt }: { readonly error: string; readonly retryAt: Date | undefined },
): Work<void> {
  const { incident, channel, reason, lease, tries } = notice
  if (retryAt === undefined) {
    if (!(yield* settle(notice, null))) return
  } else {
    const held = yield* rows(
      `UPDATE incident_told SET lease = NULL, lease_until = $1
       WHERE incident = $2 AND channel = $3 AND lease = $4 RETURNING incident`,
      [retryAt, incident, channel, lease],
    )
    if (held.length === 0) return
  }
  // The same again is no news.
  if (tries > 1 && retryAt !== undefined) return
  const outcome = retryAt === undefined ? 'was not told' : 'could not be told yet'
  yield* logIncident(scope, {
    incident,
    kind: 'not-told',
    text: `${channel} ${outcome} (${reason}): ${error}`,
  })
}

function* settle({ incident, channel, lease }: ClaimedNotice, thread: string | null): Work<boolean> {
  const [row] = yield* rows<ToldRow>(
    'SELECT * FROM incident_told WHERE incident = $1 AND channel = $2 AND lease = $3',
    [incident, channel, lease],
  )
  if (row === undefined || row.pending === null) return false
  const { told } = revived<PendingNotice>(row.pending)
  yield* rows(
    `UPDATE incident_told SET told = $1, thread = coalesce($2, thread), pending = NULL, lease = NULL,
       lease_until = NULL, tries = 0 WHERE incident = $3 AND channel = $4`,
    [JSON.stringify(told), thread, incident, channel],
  )
  return true
}
