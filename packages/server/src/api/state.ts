import { z } from 'zod'

/** Schema of {@link RunStatus}. */
export const runStatus = z.enum(['running', 'succeeded', 'failed', 'blocked', 'cancelled', 'interrupted'])

/** Where a run is. */
export type RunStatus = z.output<typeof runStatus>

/** Schema of {@link StepStatus}. */
export const stepStatus = z.enum([
  'waiting',
  'running',
  'succeeded',
  'memoised',
  'failed',
  'blocked',
  'skipped',
  'cancelled',
])

/** Where a step is. */
export type StepStatus = z.output<typeof stepStatus>

/** Schema of {@link State}. */
export const state = z.enum([
  'good',
  'warnings',
  'learning',
  'running',
  'waiting',
  'blocked',
  'failed',
  'late',
  'interrupted',
  'cancelled',
  'paused',
  'missing',
  'never',
])

/**
 * A run, or a pipeline of a client, in one word. `warnings` and `learning` have succeeded, with checks that failed
 * without stopping it or that know too little to judge. `late`: the deadline has passed without a run that succeeded.
 * `missing`: a run was due and there is none. `never`: nothing was due and nothing ran.
 */
export type State = z.output<typeof state>
