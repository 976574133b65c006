import type { Incident, Occurrence } from '@sluice/core'
import { rows, type Work } from '../schedule/sql-work.ts'
import type { IncidentFilter, IncidentLine, OpenTrouble } from './incident-book.ts'
import {
  incidentEventIn,
  incidentHead,
  occurrenceIn,
  type IncidentEventRow,
  type IncidentRow,
  type OccurrenceRow,
} from './incident-rows.ts'
import type { IncidentScope } from './incident-scope.ts'

/** So much of an incident is read: more is no more than numbers. */
const most = { occurrences: 5000, events: 1000, list: 1000 } as const

/** How far back the same cause is looked for. */
const rememberedMs = 90 * 24 * 3_600_000

interface SeenRow {
  readonly incident: string
  readonly deployment: string
  readonly run: string
}

/** Incidents as lines, the ones seen last first; only clients that were asked for are named. */
export function* listIncidents(
  { dialect }: IncidentScope,
  { state, deployments, limit = 50, after }: IncidentFilter,
): Work<readonly IncidentLine[]> {
  const names = JSON.stringify(deployments ?? [])
  const isSeen = deployments === undefined ? '$1 = $1' : dialect.oneOf('o.deployment', '$1')
  const found = yield* rows<IncidentRow>(
    `SELECT * FROM incidents i WHERE ($2 = '' OR i.state = $2)
       AND (i.last_seen_at < $3 OR (i.last_seen_at = $3 AND i.id < $4))
       AND EXISTS (SELECT 1 FROM incident_occurrences o WHERE o.incident = i.id AND ${isSeen})
     ORDER BY i.last_seen_at DESC, i.id DESC LIMIT $5`,
    [
      names,
      state ?? '',
      after?.seenAt ?? new Date('9999-01-01'),
      after?.id ?? '',
      Math.min(limit, most.list),
    ],
  )
  const ids = JSON.stringify(found.map(({ id }) => id))
  const seen = yield* rows<SeenRow>(
    `SELECT DISTINCT o.incident, o.deployment, o.run FROM incident_occurrences o
     WHERE ${dialect.oneOf('o.incident', '$2')} AND ${isSeen} ORDER BY o.deployment`,
    [names, ids],
  )
  const byIncident = Map.groupBy(seen, ({ incident }) => incident)
  const ofOthers =
    deployments === undefined ? [] : yield* firstOwn({ isSeen, oneOf: dialect.oneOf }, names, ids)
  const said = new Map(ofOthers.map(row => [row.incident, occurrenceIn(row)]))
  return found.map(row => {
    const own = byIncident.get(row.id) ?? []
    const first = said.get(row.id)
    return {
      ...(first === undefined ? incidentHead(row) : asSaidOf(incidentHead(row), first)),
      deployments: [...new Set(own.map(({ deployment }) => deployment))],
      times: new Set(own.map(({ run }) => run)).size,
    }
  })
}

interface OwnRow extends OccurrenceRow {
  readonly incident: string
}

/** The first occurrence that is seen, of each incident that others have too. */
function* firstOwn(
  { isSeen, oneOf }: { readonly isSeen: string; readonly oneOf: IncidentScope['dialect']['oneOf'] },
  names: string,
  ids: string,
): Work<readonly OwnRow[]> {
  return yield* rows<OwnRow>(
    `SELECT f.incident, f.data, f.recovered_at FROM incident_occurrences f WHERE f.id IN (
       SELECT min(o.id) FROM incident_occurrences o WHERE ${oneOf('o.incident', '$2')} AND ${isSeen} GROUP BY o.incident)
     AND EXISTS (SELECT 1 FROM incident_occurrences o WHERE o.incident = f.incident AND NOT (${isSeen}))`,
    [names, ids],
  )
}

/** What an incident of several clients says to who sees only some: the words of their own occurrence. */
function asSaidOf(
  { headline: _headline, likelyCause: _cause, ...head }: ReturnType<typeof incidentHead>,
  { headline, checks }: Occurrence,
): ReturnType<typeof incidentHead> {
  const likelyCause = checks.find(check => check.likelyCause !== undefined)?.likelyCause
  return { ...head, headline, ...(likelyCause !== undefined && { likelyCause }) }
}

/** An incident with its newest occurrences and events, the oldest of them first. */
export function* readIncident(id: string): Work<Incident | undefined> {
  const [row] = yield* rows<IncidentRow>('SELECT * FROM incidents WHERE id = $1', [id])
  if (row === undefined) return undefined
  const occurrences = yield* rows<OccurrenceRow>(
    `SELECT data, recovered_at FROM incident_occurrences WHERE incident = $1 ORDER BY id DESC LIMIT $2`,
    [id, most.occurrences],
  )
  const events = yield* rows<IncidentEventRow>(
    `SELECT at, kind, deployment, who, text FROM incident_events WHERE incident = $1 ORDER BY id DESC LIMIT $2`,
    [id, most.events],
  )
  const opened = new Date(row.opened_at)
  const [before] = yield* rows<{ readonly times: number }>(
    'SELECT count(*) AS times FROM incidents WHERE root_cause = $1 AND opened_at < $2 AND opened_at >= $3',
    [row.root_cause, opened, new Date(opened.getTime() - rememberedMs)],
  )
  return {
    ...incidentHead(row),
    ...(before !== undefined && before.times > 0 && { earlier: before.times }),
    occurrences: occurrences.map(occurrenceIn).toReversed(),
    events: events.map(incidentEventIn).toReversed(),
  }
}

/** What blocks or fails now and nobody works on, the incident that was seen last first. */
export function* openTroubles(): Work<readonly OpenTrouble[]> {
  const found = yield* rows<Omit<OpenTrouble, 'headline'> & OccurrenceRow>(
    `SELECT o.pipeline, o.deployment, i.id AS incident, o.data, o.recovered_at
     FROM incidents i JOIN incident_occurrences o ON o.incident = i.id AND o.recovered_at IS NULL
     WHERE i.state = 'open' AND o.severity <> 'warn'
     ORDER BY i.last_seen_at DESC, i.id DESC, o.id DESC`,
  )
  const newest = new Map<string, OpenTrouble>()
  for (const one of found) {
    const { pipeline, deployment, incident } = one
    const key = JSON.stringify([pipeline, deployment])
    // In the words of its own occurrence: another client is not named to this one.
    if (newest.has(key)) continue
    newest.set(key, { pipeline, deployment, incident, headline: occurrenceIn(one).headline })
  }
  return [...newest.values()]
}
