import {
  backfillPlan,
  intervalsDue,
  type BackfillItem,
  type DataInterval,
  type IntervalState,
  type Redo,
} from '@sluice/core'
import {
  BackfillInvalid,
  openBackfill,
  previewBackfill,
  type BackfillPreview as Planned,
  type BackfillRequest,
  type IntervalLine,
} from '@sluice/engine'
import type { BackfillPreview } from '../api/backfill.ts'
import type { KnownPipeline } from '../resources/known-pipelines.ts'
import { momentOf } from '../resources/moment.ts'
import { pipelineSeen } from '../resources/scope.ts'
import { ActionRefused } from '../errors/action-refused.ts'
import { decisionOf, type Acting } from './acting.ts'

/** What is to be run again, or for the first time. */
export interface BackfillAsked {
  readonly pipeline: string
  readonly deployments: readonly string[]
  readonly from: string
  readonly to: string
  readonly redo: Redo
  readonly oneRun: boolean
}

/** What a backfill would do for a client, or why it has no part in it. */
type Outcome = { readonly known: KnownPipeline } & (
  | { readonly planned: Planned }
  | { readonly refused: string }
)

const mostIntervals = 10_000

/**
 * Says what a backfill would do, client by client, and does nothing.
 *
 * @throws NotFound, RequestInvalid
 */
export async function preview(acting: Acting, asked: BackfillAsked): Promise<BackfillPreview> {
  const outcomes = await outcomesOf(acting, asked)
  const counts: Record<string, number> = {}
  const items = outcomes.flatMap(outcome => ('planned' in outcome ? outcome.planned.items : []))
  for (const { action } of items) counts[action] = (counts[action] ?? 0) + 1
  return {
    pipeline: asked.pipeline,
    counts,
    clients: outcomes.map(outcome => {
      const { label, name } = outcome.known.deployment
      return {
        deployment: name,
        ...(label !== undefined && { label }),
        zone: outcome.known.zone,
        ...('refused' in outcome && { refused: outcome.refused }),
        items: 'planned' in outcome ? outcome.planned.items.map(shownItem) : [],
      }
    }),
  }
}

/**
 * Queues a backfill for each client that has something to do, for whoever dispatches.
 *
 * @throws NotFound, RequestInvalid, ActionRefused where nothing would be done
 */
export async function startBackfills(
  acting: Acting,
  asked: BackfillAsked & { readonly atOnce: number; readonly why: string },
): Promise<{
  readonly items: readonly { readonly id: string; readonly deployment: string; readonly runs: number }[]
}> {
  const outcomes = await outcomesOf(acting, asked)
  const items: { readonly id: string; readonly deployment: string; readonly runs: number }[] = []
  for (const outcome of outcomes) {
    if (!('planned' in outcome)) continue
    const runs = outcome.planned.items.filter(({ action }) => action !== 'leave').length
    if (runs === 0) continue
    const { schedules } = acting.engine
    const id = await openBackfill(schedules, outcome.planned, {
      atOnce: asked.atOnce,
      ...decisionOf(acting, asked.why),
    })
    items.push({ id, deployment: outcome.known.key.deployment, runs })
  }
  if (items.length > 0) return { items }
  const refused = outcomes.find(outcome => 'refused' in outcome)
  const reason = refused === undefined ? 'every interval has its run' : refused.refused
  throw new ActionRefused({
    action: 'backfill',
    reason,
    next: 'Choose another time, or run intervals again that have a run.',
  })
}

async function outcomesOf(acting: Acting, asked: BackfillAsked): Promise<readonly Outcome[]> {
  const clients = [...new Set(asked.deployments)]
  const all = clients.map(deployment => pipelineSeen(acting, { pipeline: asked.pipeline, deployment }))
  const requests = all.map(known => requestOf(known, asked, acting.now()))
  if (asked.redo === 'changed') return bySteps(acting, requests)
  const found = requests.filter(request => 'intervals' in request)
  const ends = found.flatMap(({ intervals }) => intervals.map(({ end }) => end.getTime()))
  const lines =
    ends.length === 0
      ? []
      : await acting.engine.views.intervals({
          pipeline: asked.pipeline,
          deployments: found.map(({ known }) => known.key.deployment),
          from: new Date(ends.reduce((a, b) => Math.min(a, b), Infinity)),
          to: new Date(ends.reduce((a, b) => Math.max(a, b), 0) + 1),
        })
  const byClient = Map.groupBy(lines, ({ deployment }) => deployment)
  return requests.map(request => {
    if (!('intervals' in request)) return request
    const { known, intervals } = request
    const runs = new Map((byClient.get(known.key.deployment) ?? []).map(line => [line.asOf.getTime(), line]))
    const states = intervals.map(interval => stateOf(interval, runs.get(interval.end.getTime())))
    return { known, planned: { request: request.request, items: backfillPlan(states, asked.redo) } }
  })
}

type Wanted =
  | {
      readonly known: KnownPipeline
      readonly request: BackfillRequest
      readonly intervals: readonly DataInterval[]
    }
  | { readonly known: KnownPipeline; readonly refused: string }

/** The steps of each run are compared with those of its plan, run by run. */
async function bySteps({ engine, now }: Acting, requests: readonly Wanted[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const request of requests) {
    if (!('intervals' in request)) {
      outcomes.push(request)
      continue
    }
    try {
      outcomes.push({
        known: request.known,
        planned: await previewBackfill(engine.journal, request.request, now()),
      })
    } catch (error) {
      if (!(error instanceof BackfillInvalid)) throw error
      outcomes.push({ known: request.known, refused: error.message })
    }
  }
  return outcomes
}

function requestOf(known: KnownPipeline, asked: BackfillAsked, now: Date): Wanted {
  const { timing, zone, deployment, pipeline } = known
  if (timing === undefined) {
    return { known, refused: 'it has no schedule, so it is not known when it was due' }
  }
  const { timetable } = timing
  const from = momentOf(asked.from, zone, 'body/from')
  const to = momentOf(asked.to, zone, 'body/to')
  if (from >= to) return { known, refused: 'the time ends before it begins' }
  const { redo, oneRun } = asked
  const end = new Date(Math.min(to.getTime(), now.getTime() + 1))
  const most = oneRun ? Infinity : mostIntervals + 1
  const due = intervalsDue(timetable, { from, to: end, most })
  const [first] = due
  const last = due.at(-1)
  if (first === undefined || last === undefined) return { known, refused: 'nothing was due in that time' }
  if (!oneRun && due.length > mostIntervals) {
    return { known, refused: `more than ${mostIntervals} runs were due in that time` }
  }
  const request = { deployment, pipeline, timetable, from, to, redo, ...(oneRun && { oneRun: true }) }
  return { known, request, intervals: oneRun ? [{ start: first.start, end: last.end }] : due }
}

function stateOf(interval: DataInterval, line: IntervalLine | undefined): IntervalState {
  if (line === undefined) return { interval }
  const isKnown = line.status === 'succeeded' || line.status === 'running'
  const status = isKnown ? line.status : 'unfinished'
  return { interval, run: { id: line.id, status, changed: [] } }
}

function shownItem({
  interval,
  action,
  why,
  run,
}: BackfillItem): BackfillPreview['clients'][number]['items'][number] {
  return {
    start: interval.start.toISOString(),
    end: interval.end.toISOString(),
    action,
    why,
    ...(run !== undefined && { run: run.id }),
  }
}
