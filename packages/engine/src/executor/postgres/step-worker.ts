import { setTimeout as pause } from 'node:timers/promises'
import { StepLost } from '../../errors/step-lost.ts'
import { carryStep, runCancelled, type CarryOptions } from './carry-step.ts'
import { forgetGraphs } from './carried-run.ts'
import { giveBack, holdSteps, isDecided, type HeldStep } from './held-step.ts'
import type { Heart } from './heart.ts'
import { inGroups } from './in-groups.ts'
import type { StepJob } from './job-queue.ts'
import { settleSteps, type Settling } from './settle-steps.ts'

/** What a worker is. */
export interface StepWorkerOptions extends Omit<CarryOptions, 'settle'> {
  /** How the worker is called in the journal. */
  readonly name: string
  /** Steps at once. */
  readonly concurrency: number
  /** Gets what goes wrong besides steps; the worker goes on. */
  readonly onTrouble: (error: unknown) => void
  readonly heart: Heart
  /** How often idle workers look for jobs. */
  readonly pollMs?: number
}

interface Working {
  readonly held: HeldStep
  readonly abort: AbortController
  readonly done: Promise<void>
}

/** Why the signal of a step was aborted when its worker stops. */
const workerStops = new DOMException('the worker stops', 'AbortError')

const settledAtOnce = 50
const watchMs = 1_000
const forgetMs = 60 * 60_000
const troubleMs = 500

/** Takes steps from the queue and works on them, as many at once as it may, until it is stopped. */
export class StepWorker {
  readonly #options: StepWorkerOptions & CarryOptions
  readonly #working = new Map<string, Working>()
  readonly #stopping = new AbortController()
  readonly #stopped = new AbortController()
  #wake = Promise.withResolvers<void>()
  #loops: readonly Promise<void>[] = []

  constructor(options: StepWorkerOptions) {
    const settle = inGroups(settledAtOnce, (group: readonly Settling[]) => settleSteps(options, group))
    this.#options = { ...options, settle }
  }

  start(): void {
    this.#loops = [
      this.#fetchLoop(),
      this.#every(watchMs, () => this.#watch()),
      this.#every(forgetMs, () => forgetGraphs(this.#options)),
    ]
  }

  /** Looks for jobs now. */
  wake(): void {
    this.#wake.resolve()
  }

  /**
   * Takes no more steps and waits `graceMs` for those it has; what has not ended by then is given back and begins anew
   * on another worker.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort()
    this.wake()
    await this.#loops[0]
    const late = setTimeout(() => {
      for (const { abort } of this.#working.values()) abort.abort(workerStops)
    }, graceMs)
    await Promise.all([...this.#working.values()].map(({ done }) => done))
    clearTimeout(late)
    this.#stopped.abort()
    await Promise.all(this.#loops)
  }

  async #fetchLoop(): Promise<void> {
    const { pollMs = 500, concurrency } = this.#options
    while (!this.#stopping.signal.aborted) {
      this.#wake = Promise.withResolvers()
      const free = concurrency - this.#working.size
      const taken = free > 0 ? await this.#take(free) : 0
      // A full answer: there may be more. Otherwise until a step ends, somebody wakes us, or the time is over.
      if (taken < free || free <= 0) await this.#rest(pollMs)
    }
  }

  async #take(limit: number): Promise<number> {
    const { queue, name, onTrouble } = this.#options
    try {
      const jobs: readonly StepJob[] = await queue.fetch(limit)
      if (jobs.length === 0) return 0
      for (const held of await holdSteps(this.#options, jobs, name)) this.#work(held)
      return jobs.length
    } catch (error) {
      onTrouble(error)
      await pause(troubleMs)
      return 0
    }
  }

  #work(held: HeldStep): void {
    const abort = new AbortController()
    const done = this.#carry(held, abort.signal).finally(() => {
      this.#working.delete(held.token)
      this.#beat()
      this.wake()
    })
    this.#working.set(held.token, { held, abort, done })
    this.#beat()
  }

  async #carry(held: HeldStep, signal: AbortSignal): Promise<void> {
    const { onTrouble, name } = this.#options
    try {
      await carryStep(this.#options, held, signal)
    } catch (error) {
      if (error === workerStops) return giveBack(this.#options, held).catch(onTrouble)
      // It was not taken over: somebody does not want it any more.
      const lost = error instanceof StepLost
      const decided = lost && (await isDecided(this.#options, held, name).catch(() => false))
      if (!decided) onTrouble(error)
    }
  }

  #beat(): void {
    this.#options.heart.beatFor([...this.#working.values()].map(({ held }) => held.job))
  }

  /** Stops steps that another worker has taken over, and those of cancelled runs. */
  async #watch(): Promise<void> {
    const working = [...this.#working.values()]
    this.#beat()
    if (working.length === 0) return
    const rows = await this.#options.scope.db.all<{ token: string; cancelled: boolean }>(
      `SELECT c.token, r.cancelled FROM unnest($1::text[], $2::text[], $3::uuid[]) AS h (run, name, token)
       JOIN carried_steps c ON c.run = h.run AND c.name = h.name AND c.token = h.token
       JOIN carried_runs r ON r.run = h.run`,
      [
        working.map(({ held }) => held.run.id),
        working.map(({ held }) => held.step),
        working.map(({ held }) => held.token),
      ],
    )
    const found = new Map(rows.map(({ token, cancelled }) => [token, cancelled]))
    for (const { held, abort } of working) {
      const cancelled = found.get(held.token)
      if (cancelled === undefined) abort.abort(new StepLost({ run: held.run.id, step: held.step }))
      else if (cancelled) abort.abort(runCancelled)
    }
  }

  async #every(ms: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopped
    for (;;) {
      await pause(ms, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      await work().catch(this.#options.onTrouble)
    }
  }

  async #rest(ms: number): Promise<void> {
    const timer = new AbortController()
    const time = pause(ms, undefined, { signal: timer.signal }).catch(() => undefined)
    await Promise.race([time, this.#wake.promise])
    timer.abort()
  }
}
