import { rootCauseOf, type CheckResult } from '@sluice/core'
import type { RunLine, RunTrouble } from '@sluice/engine'
import { z } from 'zod'
import type { Incident, IncidentBrief, IncidentState } from '../api/incident.ts'
import type { Page } from '../api/page.ts'
import { NotFound } from '../errors/not-found.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import { checkOf } from './check-of.ts'
import { knownPipeline } from './known-pipelines.ts'
import type { Reads } from './reads.ts'
import { seenPipelines } from './scope.ts'

/** Something that stopped the newest run of a client. */
interface Occurrence {
  readonly line: RunLine
  readonly trouble: RunTrouble
}

/** What stops clients now: one incident for all that have the same root cause, those seen last first. */
export async function listIncidents(
  reads: Reads,
  asked: {
    readonly state?: IncidentState | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<Page<IncidentBrief>> {
  const start =
    asked.cursor === undefined ? 0 : cursorPosition('incidents', asked.cursor, z.number().int().min(0))
  const all = (await openIncidents(reads)).filter(
    ({ state }) => asked.state === undefined || state === asked.state,
  )
  const end = start + asked.limit
  return {
    items: all.slice(start, end).map(briefOf),
    ...(all.length > end && { next: cursorText('incidents', end) }),
  }
}

/**
 * An incident by its id.
 *
 * @throws NotFound
 */
export async function incidentOf(reads: Reads, id: string): Promise<Incident> {
  const found = (await openIncidents(reads)).find(one => one.id === id)
  if (found === undefined) throw new NotFound({ subject: `incident "${id}"` })
  return found
}

async function openIncidents(reads: Reads): Promise<readonly Incident[]> {
  const { engine } = reads
  const keys = seenPipelines(reads).map(({ key }) => key)
  const stopped = (await engine.views.newest(keys, 1)).filter(
    ({ status }) => status === 'failed' || status === 'blocked',
  )
  const troubles = await engine.views.troubles(stopped.map(({ id }) => id))
  const byRun = new Map(troubles.map(trouble => [trouble.run, trouble]))
  const found = stopped.flatMap((line): readonly Occurrence[] => {
    const trouble = byRun.get(line.id)
    return trouble === undefined ? [] : [{ line, trouble }]
  })
  const groups = Map.groupBy(found, ({ line, trouble }) => `${line.pipeline}/${causeOf(trouble)}`)
  return [...groups].map(([id, occurrences]) => incidentFrom(reads, id, occurrences)).toSorted(bySeen)
}

function incidentFrom(reads: Reads, id: string, occurrences: readonly Occurrence[]): Incident {
  const newest = occurrences.toSorted((a, b) => b.line.seq - a.line.seq)
  const times = newest.map(({ line }) => (line.finishedAt ?? line.startedAt).toISOString())
  const [first] = newest as [Occurrence, ...Occurrence[]]
  const { trouble } = first
  const likelyCause = trouble.check?.likelyCause
  return {
    id,
    rootCause: causeOf(trouble),
    severity: trouble.status === 'blocked' ? 'block' : 'error',
    state: 'open',
    headline:
      trouble.check?.message ?? trouble.error?.message ?? `step "${trouble.step}" is ${trouble.status}`,
    ...(likelyCause !== undefined && { cause: likelyCause }),
    openedAt: times.at(-1) ?? '',
    lastSeenAt: times[0] ?? '',
    deployments: [...new Set(newest.map(({ line }) => line.deployment))],
    times: newest.length,
    notDone: [],
    unaffected: [],
    occurrences: newest.map(({ line, trouble: own }, i) => occurrenceOf(reads, line, own, times[i] ?? '')),
    events: newest
      .map(({ line }, i) => ({
        at: times[i] ?? '',
        kind: line.status,
        text: `${line.label ?? line.deployment} ${line.pipeline} ${line.status === 'blocked' ? 'was blocked' : 'failed'}`,
      }))
      .toReversed(),
  }
}

function occurrenceOf(
  { config }: Reads,
  line: RunLine,
  { step, check }: RunTrouble,
  at: string,
): Incident['occurrences'][number] {
  const label = knownPipeline(config, line)?.deployment.label ?? line.label
  const { deployment, pipeline, id } = line
  return {
    deployment,
    ...(label !== undefined && { label }),
    pipeline,
    run: id,
    step,
    at,
    checks: check === undefined ? [] : [checkOf(check)],
  }
}

function causeOf({ step, error, check }: RunTrouble): string {
  const checks: readonly CheckResult[] = check === undefined ? [] : [check]
  return rootCauseOf({ step, checks, ...(error !== undefined && { error }) }) ?? step
}

function briefOf(incident: Incident): IncidentBrief {
  const { id, rootCause, severity, state, headline, cause, openedAt, lastSeenAt, deployments, times } =
    incident
  const brief = { id, rootCause, severity, state, headline, openedAt, lastSeenAt, deployments, times }
  return { ...brief, ...(cause !== undefined && { cause }) }
}

function bySeen(a: Incident, b: Incident): number {
  return a.lastSeenAt < b.lastSeenAt ? 1 : -Number(a.lastSeenAt > b.lastSeenAt)
}
