import { z } from 'zod'
import type { Plain } from '../http/route.ts'

/** Schema of {@link ActionDone}. */
export const actionDoneSchema = z.object({
  /** What was done, or what will be, as one sentence. */
  done: z.string(),
  /** `done`: it has happened. `asked`: whoever has the run was asked and does it soon. `started`: a run goes on behind. */
  outcome: z.enum(['done', 'asked', 'started', 'before']),
  run: z.string().optional(),
  step: z.string().optional(),
})

/** What became of an action. */
export type ActionDone = Plain<z.output<typeof actionDoneSchema>>

/** What to start. */
export const startBody = z.strictObject({
  pipeline: z.string().min(1).max(400),
  deployment: z.string().min(1).max(400),
  /** An instant, or a day that stands for its first moment in the client's zone; default: today. */
  asOf: z.string().max(40).optional(),
  /** A new run even where there is one. */
  fresh: z.boolean().default(false),
  why: z.string().trim().max(1000).optional(),
})

/** From which step on a past run is done again, and why. */
export const rerunBody = z.strictObject({
  /** Default: everything. */
  from: z.string().min(1).max(400).optional(),
  why: z.string().trim().min(1).max(1000),
})

/** Why a step is skipped, and the past run whose output stands in for its own. */
export const skipBody = z.strictObject({
  why: z.string().trim().min(1).max(1000),
  /** Use what the same step of this run had made. */
  useOutputOf: z.string().max(100).optional(),
})
