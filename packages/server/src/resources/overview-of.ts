import { z } from 'zod'
import { keyText, type Engine, type RunLine } from '@sluice/engine'
import type { Overview, OverviewRow } from '../api/overview.ts'
import type { State } from '../api/state.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import { headlinesOf } from './headlines.ts'
import { overviewRow, type RowFacts } from './overview-row.ts'
import type { Reads } from './reads.ts'
import { seenPipelines } from './scope.ts'

/** Which part of the Monday matrix is asked for. */
export interface OverviewAsked {
  readonly pipeline?: string | undefined
  readonly state?: State | undefined
  /** Runs of each row. */
  readonly runs: number
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Of runs of one interval only the newest is shown; a few more are read so that others are not missing. */
const spare = 3

/** The Monday matrix of who asks. */
export async function overviewOf(reads: Reads, asked: OverviewAsked): Promise<Overview> {
  const now = reads.now()
  const facts = await factsOf(reads, asked.runs)
  const headlines = await headlinesOf(
    reads.engine,
    facts.flatMap(({ runs }) => runs.slice(0, 1)),
  )
  const rows = facts
    .map(one => overviewRow(one, headlines.get(one.runs[0]?.id ?? ''), now))
    .toSorted(byUrgency)
  const shown = rows.filter(
    ({ pipeline, state }) =>
      (asked.pipeline === undefined || pipeline === asked.pipeline) &&
      (asked.state === undefined || state === asked.state),
  )
  const start =
    asked.cursor === undefined ? 0 : cursorPosition('overview', asked.cursor, z.number().int().min(0))
  const end = start + asked.limit
  return {
    at: now.toISOString(),
    total: rows.length,
    needPerson: rows.filter(({ needsPerson }) => needsPerson !== undefined).length,
    states: countsOf(rows),
    pipelines: [...new Set(rows.map(({ pipeline }) => pipeline))].toSorted(),
    items: shown.slice(start, end),
    ...(shown.length > end && { next: cursorText('overview', end) }),
  }
}

async function factsOf(reads: Reads, each: number): Promise<readonly RowFacts[]> {
  const { engine } = reads
  const seen = seenPipelines(reads)
  const [lines, pauses, schedules, open, troubles] = await Promise.all([
    engine.views.newest(
      seen.map(({ key }) => key),
      each + spare,
    ),
    engine.schedules.pauses(),
    engine.schedules.schedules(),
    waitingKeys(engine),
    engine.incidents.troubles(),
  ])
  const incidents = new Map(troubles.map(trouble => [keyText(trouble), trouble]))
  const runs = Map.groupBy(lines, keyText)
  const paused = new Map(pauses.map(pause => [keyText(pause), pause]))
  const covered = new Map(schedules.map(schedule => [keyText(schedule), schedule.covered]))
  return seen.flatMap(known => {
    const key = keyText(known.key)
    const own = onePerInterval(runs.get(key) ?? []).slice(0, each)
    // What is only run by hand and never was is no news on a Monday.
    if (own.length === 0 && known.timing === undefined) return []
    const pause = paused.get(key)
    const at = covered.get(key)
    const trouble = incidents.get(key)
    const incident = trouble && { id: trouble.incident, headline: trouble.headline }
    const fact = { known, runs: own, waits: open.has(key), ...(incident && { incident }) }
    return [{ ...fact, ...(pause !== undefined && { pause }), ...(at !== undefined && { covered: at }) }]
  })
}

async function waitingKeys({ schedules }: Pick<Engine, 'schedules'>): Promise<ReadonlySet<string>> {
  const open = await schedules.dispatches({ open: true, limit: 100_000 })
  return new Set(open.filter(({ status }) => status === 'waiting').map(keyText))
}

function onePerInterval(lines: readonly RunLine[]): readonly RunLine[] {
  return lines.filter((line, i) => line.asOf.getTime() !== lines[i - 1]?.asOf.getTime())
}

const urgency: readonly State[] = [
  'failed',
  'blocked',
  'late',
  'missing',
  'interrupted',
  'warnings',
  'cancelled',
  'running',
  'waiting',
  'learning',
  'paused',
  'never',
  'good',
]

/** What needs a person first, then what is wrong, then what runs, then everything quiet by name. */
function byUrgency(a: OverviewRow, b: OverviewRow): number {
  const person = Number(a.needsPerson === undefined) - Number(b.needsPerson === undefined)
  if (person !== 0) return person
  const state = urgency.indexOf(a.state) - urgency.indexOf(b.state)
  return state !== 0 ? state : compare(nameOf(a), nameOf(b))
}

function nameOf({ label, deployment, pipeline }: OverviewRow): string {
  return `${(label ?? deployment).toLowerCase()}\n${pipeline}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function countsOf(rows: readonly OverviewRow[]): Overview['states'] {
  const counts: Partial<Record<State, number>> = {}
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1
  return counts
}
