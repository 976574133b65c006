import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { checkSchema } from './check.ts'
import { decision } from './decision.ts'

/** Schema of {@link IncidentState}. */
export const incidentState = z.enum(['open', 'acknowledged', 'resolved'])

/** Where an incident stands. */
export type IncidentState = z.output<typeof incidentState>

/** Schema of {@link IncidentBrief}. */
export const incidentBriefSchema = z.object({
  id: z.string(),
  /** What went wrong, independent of client and run, such as `events/schema/amount`. */
  rootCause: z.string(),
  severity: z.enum(['block', 'error', 'warn']),
  state: incidentState,
  headline: z.string(),
  cause: z.string().optional(),
  openedAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime().optional(),
  silence: z.object({ until: z.iso.datetime(), who: z.string(), why: z.string() }).optional(),
  /** Clients that have it, those who asks sees. */
  deployments: z.array(z.string()),
  times: z.number().int(),
})

/** An incident as a line of a list. */
export type IncidentBrief = Plain<z.output<typeof incidentBriefSchema>>

/** Schema of {@link Incident}. */
export const incidentSchema = incidentBriefSchema.extend({
  /** What channels say of it now. */
  message: z.object({
    title: z.string(),
    evidence: z.array(z.string()),
    affected: z.array(z.string()),
    seen: z.string(),
    commands: z.array(z.string()),
  }),
  /** What is not done because of it. */
  notDone: z.array(z.string()),
  /** What goes on as planned. */
  unaffected: z.array(z.string()),
  /** The newest first, at most 200. */
  occurrences: z.array(
    z.object({
      deployment: z.string(),
      label: z.string().optional(),
      pipeline: z.string(),
      run: z.string(),
      step: z.string(),
      at: z.iso.datetime(),
      checks: z.array(checkSchema),
    }),
  ),
  feedback: decision.extend({ verdict: z.enum(['expected', 'real']) }).optional(),
  /** What happened to it, the oldest first. */
  events: z.array(
    z.object({ at: z.iso.datetime(), kind: z.string(), who: z.string().optional(), text: z.string() }),
  ),
})

/** One thing that is wrong, for one client or for many. */
export type Incident = Plain<z.output<typeof incidentSchema>>
