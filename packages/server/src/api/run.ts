import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { runBriefSchema } from './run-brief.ts'
import { logLineSchema, runStepSchema } from './run-step.ts'

/** Schema of {@link Run}. */
export const runSchema = runBriefSchema.extend({
  /** IANA time zone of the client. */
  zone: z.string(),
  /** Values of secrets are never here; a reference to one is shown by its name. */
  params: z.unknown(),
  /** What started it: its schedule, a backfill, a past run, or somebody by hand. */
  origin: z.object({
    kind: z.enum(['schedule', 'backfill', 'retry', 'rerun', 'hand']),
    /** The backfill, or the past run. */
    of: z.string().optional(),
    from: z.string().optional(),
    who: z.string(),
    why: z.string().optional(),
  }),
  /** The process that has it, while it runs. */
  owner: z
    .object({ host: z.string(), pid: z.number().int(), heardAt: z.iso.datetime().optional() })
    .optional(),
  /** In topological order; elements of maps after the step that lists them. */
  steps: z.array(runStepSchema),
  /** Number of steps in each status; a status without steps is absent. */
  counts: z.record(z.string(), z.number().int()),
  /** The last lines of the log; the others are in its events. */
  log: z.array(logLineSchema),
  /** The newest event that is part of this answer; ask for events after it. */
  lastEvent: z.number().int(),
  /** The run before and after this one, of the same pipeline and client. */
  previous: z.string().optional(),
  next: z.string().optional(),
  /** Which actions the run allows now, to whoever may act. */
  can: z.object({ cancel: z.boolean(), resume: z.boolean(), retry: z.boolean(), rerun: z.boolean() }),
  /** Its pipeline and client are in the configuration of the server: without them it cannot be run again here. */
  known: z.boolean(),
})

/** A run with its steps. */
export type Run = Plain<z.output<typeof runSchema>>
