import { planOf, SluiceError, type Config } from '@sluice/core'
import { messageOfError } from '../errors/message-of-error.ts'
import type { Incidents } from '../incidents/incidents.ts'
import { JournalUnavailable } from '../errors/journal-unavailable.ts'
import { DatabaseFailed } from '../errors/database-failed.ts'
import { JournalFailed } from '../errors/journal-failed.ts'
import { RunBusy } from '../errors/run-busy.ts'
import { RunLost } from '../errors/run-lost.ts'
import type { ErrorRecord, Owner, RunJournal, RunRecord } from '../journal/journal.ts'
import { errorRecord } from '../run/error-record.ts'
import { heartbeatMs, isDead, newOwner } from '../run/owner.ts'
import type { RunRequest } from '../run/open-run.ts'
import type { RunEvent, RunSummary } from '../run/run-event.ts'
import { chooseRuns, lookBack, runnables } from './choose-runs.ts'
import type { BackfillRecord, Dispatch, DispatchEnd, ScheduleJournal } from './schedule-journal.ts'
import type { SchedulerEvent } from './scheduler-event.ts'
import { keyText } from './targets.ts'

/** What runs plans: an engine. */
export interface RunsPlans {
  run(
    requests: readonly RunRequest[],
    options?: { readonly signal?: AbortSignal; readonly onEvent?: (event: RunEvent) => void },
  ): Promise<readonly RunSummary[]>
  readonly journal: RunJournal
  /** Where what goes wrong is put together and told. */
  readonly incidents?: Pick<Incidents, 'note' | 'sweep'>
}

/** What a dispatcher needs from outside. */
export interface DispatcherOptions {
  readonly config: Pick<Config, 'deployments' | 'limits'>
  readonly engine: RunsPlans
  readonly journal: ScheduleJournal
  readonly now: () => Date
  /** Aborts what runs. */
  readonly cancel: AbortSignal
  /** Only runs of this backfill. */
  readonly only?: string
  readonly onEvent: (event: SchedulerEvent) => void
  readonly onRunEvent: (event: RunEvent) => void
}

const journalErrors = [DatabaseFailed, JournalFailed, JournalUnavailable]

/** A run whose owner is another command is tried again after this time. */
const busyMs = 5_000

interface Running {
  readonly dispatch: Dispatch
  readonly abort: AbortController
  readonly ended: Promise<void>
}

/** Claims runs that wait, as limits allow, and does them. */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #owner: Owner = newOwner()
  readonly #running = new Map<number, Running>()
  #change = Promise.withResolvers<void>()
  #beatAt = -Infinity
  readonly #notBefore = new Map<number, number>()

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  get running(): number {
    return this.#running.size
  }

  /** Resolves when a run ends. */
  ended(): Promise<void> {
    return this.#change.promise
  }

  /** Says that this dispatcher is alive, and stops the runs of backfills that were cancelled. */
  async attend(): Promise<readonly BackfillRecord[]> {
    const { journal, now } = this.#options
    const at = now().getTime()
    if (this.#running.size > 0 && at - this.#beatAt >= heartbeatMs) {
      this.#beatAt = at
      await journal.beat(this.#owner.id)
    }
    const backfills = await journal.backfills()
    const cancelled = new Set(backfills.filter(({ status }) => status === 'cancelled').map(({ id }) => id))
    for (const { dispatch, abort } of this.#running.values()) {
      if (cancelled.has(dispatch.origin)) abort.abort(new Error(`${dispatch.origin} was cancelled`))
    }
    return backfills
  }

  /** Starts what may start; returns when a limit that looks back lets the next in. */
  async advance(): Promise<Date | undefined> {
    const { config, journal, now, only } = this.#options
    await this.#takeOver()
    const backfills = await this.attend()
    let wakeAt: Date | undefined
    const at = now()
    const claimed = await journal.claim({
      owner: this.#owner,
      startedSince: lookBack({ config, now: at }),
      choose: open => {
        const waiting = open.waiting.filter(({ id }) => (this.#notBefore.get(id) ?? 0) <= at.getTime())
        const context = { config, backfills, now: at, ...(only !== undefined && { only }) }
        const admission = chooseRuns({ ...open, waiting }, context)
        wakeAt = admission.wakeAt
        return admission.admitted.map(Number)
      },
    })
    for (const dispatch of claimed) this.#start(dispatch)
    return wakeAt
  }

  /** Lets what a dead scheduler had claimed wait again, and what this one could not end. */
  async #takeOver(): Promise<void> {
    const { journal, now, onEvent } = this.#options
    for (const dispatch of await journal.dispatches({ open: true })) {
      const { id, status, owner } = dispatch
      if (status !== 'running' || owner === undefined) continue
      const lives = owner.id === this.#owner.id ? this.#running.has(id) : !isDead(dispatch, now())
      if (lives) continue
      if (await journal.release(id, owner.id)) onEvent({ kind: 'taken-over', dispatch })
    }
  }

  #start(dispatch: Dispatch): void {
    const abort = new AbortController()
    const ended = this.#do(dispatch, abort.signal)
      .catch((error: unknown) => {
        // The claim stays: whoever can write to the journal goes on.
        this.#options.onEvent({ kind: 'trouble', message: messageOfError(error) })
      })
      .finally(() => {
        this.#running.delete(dispatch.id)
        this.#change.resolve()
        this.#change = Promise.withResolvers()
      })
    this.#running.set(dispatch.id, { dispatch, abort, ended })
  }

  async #do(dispatch: Dispatch, abort: AbortSignal): Promise<void> {
    const { journal, cancel, onEvent } = this.#options
    const { id } = dispatch
    const end = await this.#end(dispatch, abort)
    // Stopped with the scheduler and not by somebody who does not want the run: it goes on later.
    const stopped = end?.status === 'cancelled' && cancel.aborted && !abort.aborted
    if (end === undefined || stopped) {
      await journal.release(id, this.#owner.id)
    } else if (await journal.finish(id, this.#owner.id, end)) {
      const { status, error } = end
      onEvent({ kind: 'ended', dispatch, status, ...(error !== undefined && { message: error.message }) })
    }
  }

  /** How a run ended; undefined when it is to be tried again later. */
  async #end(dispatch: Dispatch, abort: AbortSignal): Promise<DispatchEnd | undefined> {
    try {
      return await this.#run(dispatch, abort)
    } catch (error) {
      // The journal's trouble is not the run's: the claim is let go and the run is done later.
      if (journalErrors.some(kind => error instanceof kind)) throw error
      if (error instanceof RunBusy || error instanceof RunLost) {
        this.#notBefore.set(dispatch.id, this.#options.now().getTime() + busyMs)
        return undefined
      }
      return { status: 'failed', error: recordOf(error) }
    }
  }

  async #run(dispatch: Dispatch, abort: AbortSignal): Promise<DispatchEnd> {
    const { engine, cancel, now, onEvent, onRunEvent } = this.#options
    const { pipeline, deployment, interval } = dispatch
    const latest = await engine.journal.latest(pipeline, deployment, interval.end)
    const mine = latest !== undefined && (!dispatch.fresh || latest.startedAt > dispatch.queuedAt)
    if (mine && latest.status === 'succeeded') return { status: 'succeeded', run: latest.id }
    const request = this.#request(dispatch, latest, mine)
    onEvent({ kind: 'started', dispatch, lateMs: now().getTime() - interval.end.getTime() })
    const signal = AbortSignal.any([abort, cancel])
    const [summary] = await engine.run([request], { signal, onEvent: onRunEvent })
    const { run, status } = summary as RunSummary
    return { status: status as DispatchEnd['status'], run }
  }

  #request(dispatch: Dispatch, latest: RunRecord | undefined, mine: boolean): RunRequest {
    const { pipeline: name, deployment: client, interval } = dispatch
    const known = runnables(this.#options.config).get(keyText(dispatch))
    if (known === undefined) throw new Error(`${name} of ${client} is not in the configuration`)
    const { pipeline, deployment } = known
    const { params, label, timezone, priority } = deployment
    const plan = planOf(pipeline, { deployment: client, params, asOf: interval.end, interval })
    return {
      plan,
      fresh: dispatch.fresh && latest !== undefined && !mine,
      ...(label !== undefined && { label }),
      ...(timezone !== undefined && { timeZone: timezone }),
      ...(priority !== undefined && { priority }),
    }
  }
}

function recordOf(error: unknown): ErrorRecord {
  if (error instanceof SluiceError) return errorRecord(error, text => text)
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { name, message, retry: 'never' }
}
