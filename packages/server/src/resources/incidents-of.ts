import { messageOf, type Incident as KeptIncident, type IncidentEvent, type Occurrence } from '@sluice/core'
import { IncidentNotFound, type IncidentLine } from '@sluice/engine'
import { z } from 'zod'
import type { Incident, IncidentBrief, IncidentState } from '../api/incident.ts'
import type { Page } from '../api/page.ts'
import { sees } from '../access/principal.ts'
import { NotFound } from '../errors/not-found.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import { checkOf } from './check-of.ts'
import { knownPipeline } from './known-pipelines.ts'
import type { Reads } from './reads.ts'
import { deploymentsOf, seenPipelines } from './scope.ts'

/** So many occurrences of an incident are shown; the rest is in its numbers. */
const mostOccurrences = 200

const position = z.object({ seenAt: z.iso.datetime(), id: z.string() })

/** Incidents that clients of who asks have, those seen last first. */
export async function listIncidents(
  { engine, principal }: Pick<Reads, 'engine' | 'principal'>,
  asked: {
    readonly state?: IncidentState | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<Page<IncidentBrief>> {
  const { state, cursor, limit } = asked
  const after = cursor === undefined ? undefined : cursorPosition('incidents', cursor, position)
  const deployments = deploymentsOf(principal)
  const lines = await engine.incidents.list({
    limit: limit + 1,
    ...(state !== undefined && { state }),
    ...(deployments !== undefined && { deployments }),
    ...(after !== undefined && { after: { seenAt: new Date(after.seenAt), id: after.id } }),
  })
  const items = lines.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(briefOf),
    ...(lines.length > limit &&
      last !== undefined && {
        next: cursorText('incidents', { seenAt: last.lastSeenAt.toISOString(), id: last.id }),
      }),
  }
}

/**
 * An incident by its id, as who asks may see it: of other clients nothing.
 *
 * @throws NotFound
 */
export async function incidentOf(reads: Reads, id: string): Promise<Incident> {
  const incident = await incidentSeen(reads, id)
  const { principal } = reads
  const own = incident.occurrences.filter(({ deployment }) => sees(principal, deployment.name))
  const newest = own.toReversed()
  const deployments = [...new Set(own.map(({ deployment }) => deployment.name))]
  const isShared = own.length < incident.occurrences.length
  // What it says first may be about a client that is not theirs.
  const { likelyCause, ...rest } = incident
  const cause = isShared
    ? own[0]?.checks.find(check => check.likelyCause !== undefined)?.likelyCause
    : likelyCause
  const line = {
    ...rest,
    ...(cause !== undefined && { likelyCause: cause }),
    ...(isShared && { headline: own[0]?.headline ?? '' }),
    deployments,
    times: new Set(own.map(({ run }) => run)).size,
  }
  const { feedback } = incident
  const { title, evidence, affected, seen, commands } = messageOf({ ...line, occurrences: own }, 'opened')
  return {
    ...briefOf(line),
    message: {
      title,
      evidence: [...evidence],
      affected: [...affected],
      seen,
      commands: [...commands],
    },
    notDone: [...new Set(own.flatMap(({ notDone }) => notDone))],
    unaffected: unaffectedBy(reads, own),
    occurrences: newest.slice(0, mostOccurrences).map(one => occurrenceOf(reads, one)),
    ...(feedback !== undefined && { feedback: { ...feedback, at: feedback.at.toISOString() } }),
    events: incident.events
      .filter(({ deployment }) => deployment === undefined || sees(principal, deployment))
      .map(eventOf),
  }
}

/** @throws NotFound where there is no such incident, or none of its clients is one of who asks */
export async function incidentSeen(
  { engine, principal }: Pick<Reads, 'engine' | 'principal'>,
  id: string,
): Promise<KeptIncident> {
  const subject = `incident "${id}"`
  const incident = await engine.incidents.get(id).catch((error: unknown) => {
    throw error instanceof IncidentNotFound ? new NotFound({ subject }) : error
  })
  if (incident.occurrences.some(({ deployment }) => sees(principal, deployment.name))) return incident
  throw new NotFound({ subject })
}

function briefOf(line: IncidentLine): IncidentBrief {
  const { id, rootCause, severity, state, headline, likelyCause, silence, deployments, times } = line
  const { openedAt, lastSeenAt, resolvedAt } = line
  return {
    id,
    rootCause,
    severity,
    state,
    headline,
    ...(likelyCause !== undefined && { cause: likelyCause }),
    openedAt: openedAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    ...(resolvedAt !== undefined && { resolvedAt: resolvedAt.toISOString() }),
    ...(silence !== undefined && {
      silence: { until: silence.until.toISOString(), who: silence.who, why: silence.why },
    }),
    deployments: [...deployments],
    times,
  }
}

function occurrenceOf(
  { config }: Reads,
  { deployment: { name, label: kept }, pipeline, run, step, at, checks }: Occurrence,
): Incident['occurrences'][number] {
  const label = knownPipeline(config, { pipeline, deployment: name })?.deployment.label ?? kept
  return {
    deployment: name,
    ...(label !== undefined && { label }),
    pipeline,
    run,
    step,
    at: at.toISOString(),
    checks: checks.map(checkOf),
  }
}

/** Who goes on by the names that people use; only those whom who asks sees, and none that has it by now. */
function unaffectedBy(reads: Reads, occurrences: readonly Occurrence[]): string[] {
  const named = occurrences.at(-1)?.unaffected ?? []
  const hit = new Set(occurrences.flatMap(({ deployment: { name, label } }) => [name, label ?? name]))
  const rest = named.filter(name => !hit.has(name))
  if (reads.principal.clients === 'all') return rest
  const own = new Set(
    seenPipelines(reads).flatMap(({ key, deployment }) => [key.deployment, deployment.label ?? '']),
  )
  return rest.filter(name => own.has(name))
}

function eventOf({ at, kind, who, text }: IncidentEvent): Incident['events'][number] {
  return { at: at.toISOString(), kind, ...(who !== undefined && { who }), text }
}
