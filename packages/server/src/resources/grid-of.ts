import { z } from 'zod'
import type { DataInterval } from '@sluice/core'
import type { IntervalLine } from '@sluice/engine'
import type { Grid, GridCell } from '../api/grid.ts'
import { NotFound } from '../errors/not-found.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import type { KnownPipeline } from './known-pipelines.ts'
import { localMinute } from './local-time.ts'
import { momentOf } from './moment.ts'
import type { Reads } from './reads.ts'
import { seenPipelines } from './scope.ts'
import { stateOf } from './state-of.ts'

/** Which part of a grid is asked for. */
export interface GridAsked {
  /** Default: the first by name that has a schedule. */
  readonly pipeline?: string | undefined
  /** Default: half a year before the end. */
  readonly from?: string | undefined
  /** Default: now, or when the last run was where that is longer ago than half a year. A day is part of the grid. */
  readonly to?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

const dayMs = 86_400_000
const usualDays = 182
const mostDays = 1100

/**
 * Clients × intervals of a pipeline.
 *
 * @throws NotFound, RequestInvalid
 */
export async function gridOf(reads: Reads, asked: GridAsked): Promise<Grid> {
  const now = reads.now()
  const seen = seenPipelines(reads)
  const pipelines = [...new Set(seen.map(({ key }) => key.pipeline))].toSorted()
  const scheduled = pipelines.find(name =>
    seen.some(({ key, timing }) => key.pipeline === name && timing !== undefined),
  )
  const pipeline = asked.pipeline ?? scheduled ?? pipelines[0] ?? ''
  if (asked.pipeline !== undefined && !pipelines.includes(pipeline)) {
    throw new NotFound({ subject: `pipeline "${pipeline}"` })
  }
  const all = seen.filter(({ key }) => key.pipeline === pipeline).toSorted(byName)
  const start = asked.cursor === undefined ? 0 : cursorPosition('grid', asked.cursor, z.number().int().min(0))
  const shown = all.slice(start, start + asked.limit)
  const deployments = shown.map(({ key }) => key.deployment)
  const usual = rangeOf(asked, now)
  const found = await reads.engine.views.intervals({ pipeline, deployments, ...usual })
  const past = found.length === 0 ? await pastRange(reads, asked, { all, usual }) : undefined
  const lines =
    past === undefined ? found : await reads.engine.views.intervals({ pipeline, deployments, ...past })
  const { from, to } = past ?? usual
  const byClient = Map.groupBy(lines, ({ deployment }) => deployment)
  const rows = shown.map(known => ({
    known,
    cells: cellsOf(known, byClient.get(known.key.deployment) ?? [], { from, to, now }),
  }))
  const end = start + asked.limit
  return {
    pipeline,
    pipelines,
    from: from.toISOString(),
    to: to.toISOString(),
    ...laidOut(rows),
    ...(all.length > end && { next: cursorText('grid', end) }),
  }
}

interface Range {
  readonly from: Date
  readonly to: Date
}

/** Where nothing ran for so long that the usual range is empty, the one that ends with the last run. */
async function pastRange(
  { engine }: Reads,
  asked: GridAsked,
  { all, usual }: { readonly all: readonly KnownPipeline[]; readonly usual: Range },
): Promise<Range | undefined> {
  if (asked.from !== undefined || asked.to !== undefined) return undefined
  const newest = await engine.views.newest(
    all.map(({ key }) => key),
    1,
  )
  const last = Math.max(...newest.map(({ asOf }) => asOf.getTime()))
  if (!Number.isFinite(last) || last >= usual.from.getTime()) return undefined
  return rangeOf(asked, new Date(last + dayMs))
}

function rangeOf({ from: first, to: last }: GridAsked, now: Date): Range {
  // A day that is named is in the grid whole, wherever the client is.
  const end = last === undefined ? now : momentOf(last, 'UTC', 'query/to')
  const to = new Date(end.getTime() + (last?.length === 10 ? 1.5 * dayMs : 1))
  const wanted =
    first === undefined
      ? new Date(to.getTime() - usualDays * dayMs)
      : new Date(momentOf(first, 'UTC', 'query/from').getTime() - (first.length === 10 ? dayMs / 2 : 0))
  return { from: new Date(Math.max(wanted.getTime(), to.getTime() - mostDays * dayMs)), to }
}

interface Cell {
  /** Local time to the minute. */
  readonly local: string
  readonly cell: GridCell
}

/** Runs that were there, and intervals that were due and have none. */
function cellsOf(
  known: KnownPipeline,
  lines: readonly IntervalLine[],
  range: Range & { readonly now: Date },
): readonly Cell[] {
  const { zone } = known
  const there = lines.map(line => {
    const asOf = line.asOf.toISOString()
    return { local: localMinute(line.asOf, zone), cell: { state: stateOf(line), asOf, run: line.id } }
  })
  const has = new Set(lines.map(({ asOf }) => asOf.getTime()))
  const days = new Set(there.map(({ local }) => local.slice(0, 10)))
  const missing = dueIn(known, range).flatMap(at => {
    const local = localMinute(at, zone)
    // A run by hand is as of the first moment of its day.
    if (has.has(at.getTime()) || days.has(local.slice(0, 10))) return []
    return [{ local, cell: { state: 'missing', asOf: at.toISOString() } as const }]
  })
  return [...there, ...missing]
}

const mostDue = 2000

function dueIn(
  { timing }: KnownPipeline,
  { from, to, now }: Range & { readonly now: Date },
): readonly Date[] {
  if (timing === undefined) return []
  const { schedule, timetable } = timing
  const first = Math.max(from.getTime(), schedule.start?.getTime() ?? 0)
  const last = Math.min(to.getTime(), now.getTime(), schedule.end?.getTime() ?? Infinity)
  const found: DataInterval['end'][] = []
  let at = timetable.after(new Date(first - 1))
  while (at !== undefined && at.getTime() < last && found.length < mostDue) {
    found.push(at)
    at = timetable.after(at)
  }
  return found
}

interface Row {
  readonly known: KnownPipeline
  readonly cells: readonly Cell[]
}

/** Columns are days, unless a client has two runs on one of its days. */
function laidOut(rows: readonly Row[]): Pick<Grid, 'unit' | 'columns' | 'items'> {
  const isDaily = rows.every(
    ({ cells }) => new Set(cells.map(({ local }) => local.slice(0, 10))).size === cells.length,
  )
  const columnOf = ({ local }: Cell) => (isDaily ? local.slice(0, 10) : local)
  const columns = [...new Set(rows.flatMap(({ cells }) => cells.map(columnOf)))].toSorted()
  const items = rows.map(({ known: { key, deployment, zone }, cells }) => {
    const byColumn = new Map(cells.map(cell => [columnOf(cell), cell.cell]))
    return {
      deployment: key.deployment,
      ...(deployment.label !== undefined && { label: deployment.label }),
      zone,
      cells: columns.map(column => byColumn.get(column) ?? null),
    }
  })
  return { unit: isDaily ? 'day' : 'minute', columns, items }
}

function byName(a: KnownPipeline, b: KnownPipeline): number {
  const [one, other] = [nameOf(a), nameOf(b)]
  return one < other ? -1 : Number(one > other)
}

function nameOf({ deployment: { label, name } }: KnownPipeline): string {
  return `${(label ?? name).toLowerCase()}\n${name}`
}
