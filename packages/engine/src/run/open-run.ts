import { randomUUID } from 'node:crypto'
import type { Plan, RunInfo } from '@sluice/core'
import { RunBusy } from '../errors/run-busy.ts'
import type { StepMark } from '../control/step-mark.ts'
import type { Because, Claim, NewRun, Owner, RunJournal, RunRecord } from '../journal/journal.ts'
import { isDead, newOwner } from './owner.ts'
import type { Services } from './services.ts'

/** A plan to run. */
export interface RunRequest {
  readonly plan: Plan
  /** Start a new run even where an unfinished one could go on. */
  readonly fresh?: boolean
  /** The name people use for the deployment. */
  readonly label?: string
  /** IANA time zone for times in messages. */
  readonly timeZone?: string
  /** Of steps that wait for what `limits.resources` names, those of runs with a greater one go first; default 0. */
  readonly priority?: number
  /** Decisions about steps of a fresh run. */
  readonly marks?: readonly StepMark[]
  /** Who wants it, where that is not who runs it. */
  readonly who?: string
  /** Why it starts or goes on, where somebody wanted a past run again. */
  readonly because?: Because
}

/** A run that this process has started or taken over. */
export interface OpenRun {
  readonly id: string
  readonly plan: Plan
  readonly label?: string
  readonly timeZone?: string
  readonly startedAt: Date
  readonly continued: boolean
  readonly claim: Claim
  /** What was decided about its steps, by name. */
  readonly marks?: ReadonlyMap<string, StepMark>
  readonly info: RunInfo
  readonly names: { readonly run: string; readonly pipeline: string; readonly deployment: string }
}

type OpenServices = Pick<Services, 'journal' | 'control' | 'now' | 'who'>

/** How a run is opened in the journal; undefined when somebody else was quicker. */
export interface Opening<T> {
  readonly owner: () => Owner
  start(run: NewRun): Promise<T | undefined>
  takeOver(run: NewRun, previous: Owner | undefined): Promise<T | undefined>
}

/** A run that was opened, with what opening it gave. */
export interface Opened<T> {
  readonly run: NewRun
  readonly made: T
  readonly continued: boolean
}

/**
 * Starts a run in this process, or goes on with the newest unfinished one of the same pipeline, deployment and instant.
 *
 * @throws RunBusy when somebody living has it.
 */
export async function openRun(services: OpenServices, request: RunRequest): Promise<OpenRun> {
  const { journal } = services
  const { run, made, continued } = await openBy(services, request, {
    owner: newOwner,
    start: started => journal.start(started),
    takeOver: (started, previous) => journal.takeOver(started, previous),
  })
  const marked = continued || request.marks !== undefined
  const marks = marked ? await services.control?.marks(run.id) : undefined
  return opened(run, request, { claim: made, continued, marks: marks ?? [] })
}

/**
 * Starts a run, or goes on with the newest unfinished one of the same three, in one way or another.
 *
 * @throws RunBusy when somebody living has it.
 */
export async function openBy<T>(
  services: OpenServices,
  request: RunRequest,
  opening: Opening<T>,
): Promise<Opened<T>> {
  const { journal, now } = services
  const { pipeline, deployment, asOf } = request.plan
  // Somebody else may change the newest run between the look at it and the claim; then look again.
  for (;;) {
    const latest = await journal.latest(pipeline, deployment, asOf)
    if (latest?.status === 'running' && !isDead(latest, now())) throw busy(latest)
    const continued = request.fresh !== true && latest !== undefined && latest.status !== 'succeeded'
    if (!continued && latest?.status === 'running' && latest.owner) {
      await journal.interrupt(latest.id, latest.owner)
    }
    const run = newRun(services, request, opening.owner(), continued ? latest.id : undefined)
    const made = continued ? await opening.takeOver(run, latest.owner) : await opening.start(run)
    if (made !== undefined) return { run, made, continued }
  }
}

/** The request's run, if a living process has it. */
export async function busyRun(
  { journal, now }: OpenServices,
  { plan }: RunRequest,
): Promise<RunBusy | undefined> {
  const latest = await journal.latest(plan.pipeline, plan.deployment, plan.asOf)
  return latest?.status === 'running' && !isDead(latest, now()) ? busy(latest) : undefined
}

/** Records of every run whose process has died that it was interrupted, so that nobody waits for it. */
export async function settleInterrupted(journal: RunJournal, now: Date): Promise<void> {
  for (const run of await journal.runs({ running: true, limit: Number.MAX_SAFE_INTEGER })) {
    if (run.owner !== undefined && isDead(run, now)) await journal.interrupt(run.id, run.owner)
  }
}

function busy({ id, deployment, owner }: RunRecord): RunBusy {
  return new RunBusy({ run: id, deployment, owner: owner ?? newOwner() })
}

function newRun(
  { now, who: runs }: OpenServices,
  { plan, label, marks, because, who = runs }: RunRequest,
  owner: Owner,
  id: string | undefined,
): NewRun {
  const startedAt = now()
  const { pipeline, deployment, asOf, interval, params, steps } = plan
  return {
    id: id ?? runId(startedAt),
    pipeline,
    deployment,
    ...(label !== undefined && { label }),
    asOf,
    intervalStart: interval.start,
    params,
    startedAt,
    owner,
    who,
    steps: steps.map(({ name }) => name),
    ...(marks !== undefined && { marks }),
    ...(because !== undefined && { because }),
  }
}

function opened(
  run: NewRun,
  request: RunRequest,
  made: { readonly claim: Claim; readonly continued: boolean; readonly marks: readonly StepMark[] },
): OpenRun {
  const { claim, continued, marks } = made
  const { id, pipeline, deployment, asOf, startedAt } = run
  const { plan, label, timeZone } = request
  return {
    id,
    plan,
    ...(label !== undefined && { label }),
    ...(timeZone !== undefined && { timeZone }),
    startedAt,
    continued,
    claim,
    marks: new Map(marks.map(mark => [mark.step, mark])),
    info: { id, pipeline, deployment, asOf },
    names: { run: id, pipeline, deployment },
  }
}

/** Sorts by time; the end makes it unique: `20260302-060412-3f9a1c2b`. */
function runId(at: Date): string {
  const [day = '', time = ''] = at.toISOString().replaceAll(/[-:]/g, '').split('T')
  return `${day}-${time.slice(0, 6)}-${randomUUID().slice(0, 8)}`
}
