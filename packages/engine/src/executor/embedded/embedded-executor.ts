import type { PlannedStep } from '@sluice/core'
import { wait, type Rest } from '../retry.ts'
import type { ResourceLimits } from '../resource-limits.ts'
import type { ActiveRun } from './active-run.ts'
import { ResourceUse } from './resource-use.ts'

/**
 * What is done with a step that got its turn; rejects when this process can no longer work on the run. While it rests,
 * others have its turn.
 */
export type Work = (step: PlannedStep, rest: Rest) => Promise<void>

interface Entry {
  readonly run: ActiveRun
  readonly work: Work
  readonly settled: PromiseWithResolvers<void>
}

/**
 * Gives turns to the steps of any number of runs: at most `concurrency` steps at once, taken from the runs one after
 * the other, so that a large one does not keep small ones waiting.
 */
export class EmbeddedExecutor {
  readonly #concurrency: number
  readonly #use: ResourceUse
  #entries: readonly Entry[] = []
  #turn = 0
  #running = 0
  /** Steps that have rested and want their turn back. */
  #back: (() => void)[] = []

  constructor(concurrency: number, resources: ResourceLimits) {
    this.#use = new ResourceUse(resources)
    this.#concurrency = Math.max(1, concurrency)
  }

  /** Works on a run until nothing of it runs and nothing will. */
  run(run: ActiveRun, work: Work): Promise<void> {
    const entry = { run, work, settled: Promise.withResolvers<void>() }
    this.#entries = [...this.#entries, entry]
    this.advance()
    return entry.settled.promise
  }

  /** Starts what may start, and lets go of runs that have settled. Call it when a run changed from outside. */
  advance(): void {
    while (this.#running < this.#concurrency) {
      const back = this.#back.shift()
      if (back !== undefined) {
        this.#running++
        back()
        continue
      }
      const next = this.#next()
      if (next === undefined) break
      this.#running++
      void this.#execute(next.entry, next.step)
    }
    const settled = this.#entries.filter(({ run }) => run.isSettled)
    if (settled.length === 0) return
    this.#entries = this.#entries.filter(entry => !settled.includes(entry))
    for (const entry of settled) entry.settled.resolve()
  }

  async #execute({ run, work }: Entry, step: PlannedStep): Promise<void> {
    try {
      await work(step, (ms, signal) => this.#rest(ms, signal))
    } catch (error) {
      run.fail(error)
    } finally {
      run.release(step)
      this.#use.end(step)
      this.#running--
      this.advance()
    }
  }

  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    this.#running--
    this.advance()
    try {
      await wait(ms, signal)
    } finally {
      const turn = Promise.withResolvers<void>()
      this.#back.push(turn.resolve)
      this.advance()
      await turn.promise
    }
  }

  #next(): { readonly entry: Entry; readonly step: PlannedStep } | undefined {
    const count = this.#entries.length
    for (let i = 0; i < count; i++) {
      const at = (this.#turn + i) % count
      const entry = this.#entries[at] as Entry
      const step = entry.run.take(ready => this.#use.fits(ready))
      if (step === undefined) continue
      this.#turn = at + 1
      this.#use.begin(step)
      return { entry, step }
    }
    return undefined
  }
}
