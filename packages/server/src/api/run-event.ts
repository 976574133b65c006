import { z } from 'zod'
import type { Plain } from '../http/route.ts'

/** Schema of {@link RunEvent}. */
const runEventSchema = z.object({
  /** Ascending within a run. */
  id: z.number().int(),
  run: z.string(),
  step: z.string().optional(),
  attempt: z.number().int().optional(),
  /** Such as `step-started`, `step-log`, `step-finished`, `run-finished`. */
  kind: z.string(),
  at: z.iso.datetime(),
  /** The event as a line of a log. */
  text: z.string(),
  level: z.enum(['info', 'warn', 'error']),
  data: z.unknown(),
})

/** One thing that happened in a run. */
export type RunEvent = Plain<z.output<typeof runEventSchema>>

/** Schema of {@link RunEvents}. */
export const runEventsSchema = z.object({
  items: z.array(runEventSchema),
  /** Ask for events after this one next. */
  last: z.number().int(),
  /** There are more behind `last` already. */
  more: z.boolean(),
})

/** Events of a run after one of them, oldest first. */
export type RunEvents = Plain<z.output<typeof runEventsSchema>>
