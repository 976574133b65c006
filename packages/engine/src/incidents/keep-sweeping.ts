import type { Incidents } from './incidents.ts'

/** Sweeps now and then; trouble with the database or a channel is told to somebody and passes. */
export interface Sweeper {
  start(): void
  /** Waits for a sweep that is at work. */
  stop(): Promise<void>
  sweep(options?: { readonly gathered?: boolean }): Promise<void>
}

const everyMs = 5_000

/** A sweeper that does not keep a process alive. */
export function keepSweeping(
  incidents: Pick<Incidents, 'sweep'>,
  onTrouble: (error: unknown) => void,
): Sweeper {
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined
  const sweep = async (options?: { readonly gathered?: boolean }): Promise<void> => {
    try {
      for (const { channel, incident, reason, error } of await incidents.sweep(options)) {
        if (error === undefined) continue
        onTrouble(new Error(`channel "${channel}" was not told of ${incident} (${reason}) yet: ${error}`))
      }
    } catch (error) {
      onTrouble(error)
    }
  }
  const tick = () => {
    working ??= sweep().finally(() => (working = undefined))
  }
  return {
    start() {
      timer ??= setInterval(tick, everyMs).unref()
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await working
    },
    sweep,
  }
}
