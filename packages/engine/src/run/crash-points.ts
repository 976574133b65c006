/**
 * Named points of the engine at which a test kills the process; after each, the next run must go on without losing or
 * repeating anything. Steps name more of their own with `context.crashPoint`.
 */
export const crashPoints = [
  'run-started',
  'step-started',
  'step-ran',
  'step-checked',
  'step-committed',
  'run-finishing',
] as const

/** One of {@link crashPoints}. */
export type CrashPoint = (typeof crashPoints)[number]
