import { deadlineOf } from '@sluice/core'
import type { Pause, RunLine } from '@sluice/engine'
import type { OverviewCell, OverviewRow } from '../api/overview.ts'
import type { State } from '../api/state.ts'
import { dueStateOf, type DueState } from './due-state.ts'
import type { KnownPipeline } from './known-pipelines.ts'
import { scheduleWords } from './schedule-words.ts'
import { stateOf } from './state-of.ts'

/** What is known of a row of the Monday matrix. */
export interface RowFacts {
  readonly known: KnownPipeline
  /** Its last runs, the newest interval first, one for each. */
  readonly runs: readonly RunLine[]
  readonly pause?: Pause
  /** A scheduler has seen the schedule, and decided about the time before this instant. */
  readonly covered?: Date
  /** A run of it waits for its turn. */
  readonly waits: boolean
  /** The open incident of this client and pipeline that nobody has acknowledged. */
  readonly incident?: { readonly id: string; readonly headline: string }
}

/** How long after it was due a run that nobody has started is still not missing. */
const graceMs = 600_000

type Verdict = Pick<OverviewRow, 'state' | 'reason' | 'needsPerson' | 'lateSince'>

/** A row of the matrix. */
export function overviewRow(facts: RowFacts, headline: string | undefined, now: Date): OverviewRow {
  const { known, runs, pause, incident } = facts
  const { key, deployment, zone, timing } = known
  const due = dueStateOf(known, now)
  const isPaused = pause !== undefined || timing?.schedule.paused === true
  const found = verdict(facts, due, headline, now)
  const needsPerson = found.needsPerson ?? (incident === undefined ? undefined : 'incident')
  const reason = found.reason ?? incident?.headline
  return {
    ...key,
    ...(deployment.label !== undefined && { label: deployment.label }),
    zone,
    state: found.state,
    ...(reason !== undefined && { reason }),
    ...(needsPerson !== undefined && { needsPerson }),
    ...(found.lateSince !== undefined && { lateSince: found.lateSince }),
    ...(incident !== undefined && { incident: incident.id }),
    ...(isPaused && { paused: pausedBy(pause) }),
    ...(timing !== undefined && { schedule: scheduleWords(timing.schedule.cron, zone) }),
    ...(due.nextRun !== undefined && !isPaused && { nextRun: due.nextRun.toISOString() }),
    runs: runs.map(cellOf).toReversed(),
  }
}

/** Who paused it; a schedule that is declared as paused says so itself. */
export function pausedBy(pause: Pause | undefined): { who: string; why: string; at?: string } {
  if (pause === undefined) return { who: 'configuration', why: 'paused: true' }
  return { who: pause.who, why: pause.why, at: pause.at.toISOString() }
}

function verdict(facts: RowFacts, due: DueState, headline: string | undefined, now: Date): Verdict {
  const [newest] = facts.runs
  const state = newest === undefined ? 'never' : stateOf(newest)
  if (state === 'blocked' || state === 'failed') {
    return { state, needsPerson: state, ...(headline !== undefined && { reason: headline }) }
  }
  const late = lateSince(facts, due, now)
  if (late !== undefined) {
    const lateText = late.toISOString()
    const reason =
      state === 'running'
        ? 'it still runs, past its deadline'
        : 'its deadline passed without a run that succeeded'
    return { state: 'late', needsPerson: 'late', lateSince: lateText, reason }
  }
  if (state === 'running') return { state }
  if (facts.waits) return { state: 'waiting', reason: 'its run waits for its turn' }
  if (facts.pause !== undefined) return { state: 'paused', reason: `${facts.pause.who}: ${facts.pause.why}` }
  if (facts.known.timing?.schedule.paused === true) return { state: 'paused', reason: 'declared as paused' }
  if (isMissing(facts, due, now)) {
    return { state: 'missing', reason: 'it is due, and no scheduler has started it' }
  }
  return { state, ...reasonOf(state, headline) }
}

function reasonOf(state: State, headline: string | undefined): Pick<Verdict, 'reason'> {
  if (state === 'interrupted') return { reason: 'the process that ran it ended before it did' }
  if (state === 'cancelled') return { reason: headline ?? 'it was cancelled' }
  if (state === 'learning') return { reason: 'its checks know too few runs to judge' }
  return headline === undefined ? {} : { reason: headline }
}

function lateSince(
  { known, runs, pause, covered }: RowFacts,
  { due }: DueState,
  now: Date,
): Date | undefined {
  const { deadlineMs } = known.deployment
  const isOff = pause !== undefined || known.timing?.schedule.paused === true || covered === undefined
  if (deadlineMs === undefined || due === undefined || isOff) return undefined
  const { missed } = deadlineOf(due, deadlineMs)
  const done = runs.some(({ status, asOf }) => status === 'succeeded' && asOf >= due)
  return !done && now >= missed ? missed : undefined
}

function isMissing({ runs, covered }: RowFacts, { due, startsAt }: DueState, now: Date): boolean {
  if (covered === undefined || due === undefined || startsAt === undefined) return false
  if (due <= covered || now.getTime() - startsAt.getTime() < graceMs) return false
  return !runs.some(({ asOf }) => asOf >= due)
}

function cellOf(line: RunLine): OverviewCell {
  const { id, status, asOf, startedAt, finishedAt } = line
  return {
    run: id,
    status,
    state: stateOf(line),
    asOf: asOf.toISOString(),
    startedAt: startedAt.toISOString(),
    ...(finishedAt !== undefined && { finishedAt: finishedAt.toISOString() }),
  }
}
