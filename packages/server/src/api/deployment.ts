import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { decision } from './decision.ts'
import { state } from './state.ts'

/** Schema of {@link DeploymentBrief}. */
export const deploymentBriefSchema = z.object({
  pipeline: z.string(),
  deployment: z.string(),
  label: z.string().optional(),
  zone: z.string(),
  /** Such as `every Monday at 06:00 Europe/Berlin`; absent where it is only run by hand. */
  schedule: z.string().optional(),
  cron: z.string().optional(),
  nextRun: z.iso.datetime().optional(),
  paused: decision.optional(),
  lastRun: z.object({ run: z.string(), state, asOf: z.iso.datetime() }).optional(),
})

/** A pipeline of a client as a line of a list. */
export type DeploymentBrief = Plain<z.output<typeof deploymentBriefSchema>>

/** Schema of {@link Deployment}. */
export const deploymentSchema = deploymentBriefSchema.extend({
  /** Which of the client's pipelines it is. */
  part: z.enum(['pipeline', 'train', 'backtest', 'search']),
  /** The next due times with their local text; a shift of clocks that moves one is said. */
  nextRuns: z.array(z.object({ at: z.iso.datetime(), local: z.string(), note: z.string().optional() })),
  catchUp: z.enum(['all', 'latest', 'single']).optional(),
  start: z.iso.datetime().optional(),
  end: z.iso.datetime().optional(),
  deadlineSeconds: z.number().optional(),
  jitterSeconds: z.number().optional(),
  priority: z.number(),
  resources: z.array(z.string()),
  /** References to secrets are shown by their name, such as `env:WAREHOUSE_URL`; what looks like a secret is masked. */
  params: z.unknown(),
  /** The plan of its next run: the steps and what each waits for; or why there is none. */
  steps: z.array(z.object({ name: z.string(), needs: z.array(z.string()) })),
  planError: z.string().optional(),
  /** Other pipelines of the same client. */
  siblings: z.array(z.string()),
  /** What people decided about its schedule, the newest first. */
  decisions: z.array(z.object({ at: z.iso.datetime(), kind: z.string(), who: z.string(), why: z.string() })),
})

/** A pipeline of a client: when it runs, with what. */
export type Deployment = Plain<z.output<typeof deploymentSchema>>
