import { setTimeout } from 'node:timers/promises'

/** Waiting and measuring time; tests replace it. */
export interface Timers {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  /** Rejects with the signal's reason when it aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The machine's own timers. */
export const systemTimers: Timers = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
  },
}
