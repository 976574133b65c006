/**
 * Named points of the engine at which a test kills the process; after each, the next run must go on without losing or
 * repeating anything. Steps name more of their own with `context.crashPoint`.
 */
export const crashPoints = [
  /** The run is in the journal, no step has begun. */
  'run-started',
  /** The attempt is in the journal, the step's code has not been called. */
  'step-started',
  /** The step has returned, its output has not been looked at. */
  'step-ran',
  /** The checks have been made, nothing of it is in the journal. */
  'step-checked',
  /** Inside of the transaction that records the end of a step. */
  'step-committing',
  /** The end of a step is in the journal, nothing that follows from it has happened. */
  'step-committed',
  /** The alert is counted, no sink has it. */
  'alert-noted',
  /** A sink has the alert, the journal does not know it. */
  'alert-sent',
  /** Every step has ended, the run has not. */
  'run-finishing',
  /** The run has ended, the caller does not know it. */
  'run-finished',
] as const

/** One of {@link crashPoints}. */
export type CrashPoint = (typeof crashPoints)[number]
