import type { RunRequest } from '../run/open-run.ts'
import type { RunSummary } from '../run/run-event.ts'
import type { Services } from '../run/services.ts'

/**
 * Works on the steps of runs, in this process or elsewhere. Whoever it is: a step starts when what it needs has
 * finished, its end is in the journal before anything follows from it, and what an attempt that was given up makes is
 * not kept.
 */
export interface Executor {
  /**
   * Runs plans side by side to their end. A step that fails or is blocked stops what needs it and nothing else; abort
   * cancels the runs and leaves what has finished.
   *
   * @throws RunBusy before anything runs; when the journal fails, after every run that can go on has ended
   */
  run(
    services: Services,
    requests: readonly RunRequest[],
    cancel: AbortSignal,
  ): Promise<readonly RunSummary[]>
  close(): Promise<void>
}

/** Why everything in an engine is aborted when it is closed: its own work ends, that of others goes on. */
export const engineCloses = new DOMException(
  'the engine closes; where workers have it, the run goes on without this process',
  'AbortError',
)
