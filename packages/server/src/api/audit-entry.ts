import { z } from 'zod'
import type { Plain } from '../http/route.ts'

/** Schema of {@link AuditLine}. */
export const auditEntrySchema = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  who: z.string(),
  /** `local`, `token:…`, `user:…`; empty where nobody is known. */
  whoId: z.string(),
  method: z.string(),
  route: z.string(),
  client: z.string().optional(),
  things: z.record(z.string(), z.string()),
  status: z.number().int(),
  outcome: z.enum(['done', 'refused', 'failed']),
  requestId: z.string(),
  address: z.string(),
})

/** A line of the audit log. */
export type AuditLine = Plain<z.output<typeof auditEntrySchema>>
