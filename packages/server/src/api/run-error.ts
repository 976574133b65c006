import { z } from 'zod'
import type { Plain } from '../http/route.ts'

/** Schema of {@link RunError}. */
export const runErrorSchema = z.object({
  name: z.string(),
  /** Stable; absent for what code of a step threw. */
  code: z.string().optional(),
  /** What, where, and what to do; no secrets. */
  message: z.string(),
  /** Whether a later try can help. */
  retry: z.enum(['never', 'later']),
  stack: z.string().optional(),
  /** What to do next, a sentence each. */
  wayOut: z.array(z.string()),
  /** Page about the code, relative to the documentation, such as `errors/step-timeout`. */
  docs: z.string().optional(),
})

/** Why a step or a run failed. */
export type RunError = Plain<z.output<typeof runErrorSchema>>
