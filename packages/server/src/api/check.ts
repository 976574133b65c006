import { z } from 'zod'
import type { Plain } from '../http/route.ts'

/** Schema of {@link Check}. */
export const checkSchema = z.object({
  /** The kind of check, such as `row-count`. */
  check: z.string(),
  /** Stable name within the subject, such as `not-null(customer_id)`. */
  name: z.string().optional(),
  severity: z.enum(['block', 'warn']),
  status: z.enum(['passed', 'failed', 'learning']),
  subject: z.string(),
  column: z.string().optional(),
  message: z.string(),
  observed: z.union([z.number(), z.string(), z.null()]).optional(),
  expected: z.string().optional(),
  likelyCause: z.string().optional(),
  /** Facts behind the cause, a sentence each. */
  evidence: z.array(z.string()).optional(),
  /** Up to 20 offending rows. */
  sample: z.array(z.record(z.string(), z.unknown())).optional(),
})

/** What a check found. */
export type Check = Plain<z.output<typeof checkSchema>>
