import type { Decision } from '../control/step-mark.ts'
import type { ErrorRecord } from '../journal/journal.ts'
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
  /** What can be done with runs that are carried to workers; absent where none are. */
  readonly carried?: CarriedControl
  close(): Promise<void>
}

/** What people do with running runs that no process has to itself. */
export interface CarriedControl {
  /** False when the run was cancelled before, or nothing of it is open. */
  cancel(run: string, decision: Decision): Promise<boolean>
  /**
   * Ends a running or finished step as failed; what needs it and has not ended is skipped. False when the step, or the
   * run, is something else by now.
   */
  fail(run: string, step: string, error: ErrorRecord, decision: Decision): Promise<boolean>
}

/** Why everything in an engine is aborted when it is closed: its own work ends, that of others goes on. */
export const engineCloses = new DOMException(
  'the engine closes; where workers have it, the run goes on without this process',
  'AbortError',
)
