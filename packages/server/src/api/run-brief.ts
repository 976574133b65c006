import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { runStatus, state } from './state.ts'

/** Schema of {@link RunBrief}. */
export const runBriefSchema = z.object({
  id: z.string(),
  pipeline: z.string(),
  deployment: z.string(),
  /** The name people use for the client. */
  label: z.string().optional(),
  asOf: z.iso.datetime(),
  /** The run covers the time from here to `asOf`. */
  intervalStart: z.iso.datetime().optional(),
  status: runStatus,
  state,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  /** From start to end, or until now. */
  seconds: z.number(),
  who: z.string(),
  /** One sentence: what stopped it, or what its checks warn of. */
  headline: z.string().optional(),
})

/** A run as a line of a list. */
export type RunBrief = Plain<z.output<typeof runBriefSchema>>
