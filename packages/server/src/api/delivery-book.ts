import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { stepNameSchema } from './dataset.ts'

/** Schema of {@link DeliveryBookBrief}. */
export const deliveryBookBriefSchema = z.object({
  /** Names the deliveries of a client to a destination. */
  book: z.string(),
  deployment: z.string(),
  label: z.string().optional(),
  destination: z.string(),
  /** Rows that the destination has taken. */
  acknowledged: z.number().int(),
  rejected: z.number().int(),
  /** Rows whose request may be under way. */
  pending: z.number().int(),
  /** The newest step that delivered. */
  last: stepNameSchema.optional(),
})

/** A book of deliveries as a line of a list. */
export type DeliveryBookBrief = Plain<z.output<typeof deliveryBookBriefSchema>>

/** Schema of {@link DeliveryBook}. */
export const deliveryBookSchema = deliveryBookBriefSchema.extend({
  /** Why rows were rejected, the most frequent first. */
  reasons: z.array(z.object({ reason: z.string(), rows: z.number().int() })),
  /** The last deliveries, the newest first. */
  deliveries: z.array(
    stepNameSchema.extend({
      sent: z.number().int(),
      unchanged: z.number().int(),
      rejected: z.number().int(),
    }),
  ),
})

/** A book of deliveries: what the destination has, and what it refused. */
export type DeliveryBook = Plain<z.output<typeof deliveryBookSchema>>

/** Schema of {@link RejectedRow}. */
export const rejectedRowSchema = z.object({
  key: z.string(),
  reason: z.string(),
  messageId: z.string(),
  run: z.string(),
})

/** A row that a destination refused. */
export type RejectedRow = Plain<z.output<typeof rejectedRowSchema>>
