import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { runStatus } from './state.ts'

/** What is to be run again, or for the first time. */
export const backfillBody = z.strictObject({
  pipeline: z.string().min(1).max(400),
  deployments: z.array(z.string().min(1).max(400)).min(1).max(2000),
  /** Runs that were due from here on: an instant, or a day that stands for its first moment in the client's zone. */
  from: z.string().max(40),
  /** Runs that were due before: an instant, or a day; that day itself is not part of it. */
  to: z.string().max(40),
  redo: z.enum(['none', 'failed', 'changed', 'all']).default('none'),
  /** One run over all of the time instead of one for each interval. */
  oneRun: z.boolean().default(false),
})

/** A backfill to be started. */
export const newBackfillBody = backfillBody.extend({
  atOnce: z.number().int().min(1).max(100).default(1),
  why: z.string().trim().min(1).max(1000),
})

/** Schema of {@link BackfillPreview}. */
export const backfillPreviewSchema = z.object({
  pipeline: z.string(),
  /** How many intervals each action has. */
  counts: z.record(z.string(), z.number().int()),
  clients: z.array(
    z.object({
      deployment: z.string(),
      label: z.string().optional(),
      zone: z.string(),
      /** Why this client has no part in it. */
      refused: z.string().optional(),
      items: z.array(
        z.object({
          start: z.iso.datetime(),
          end: z.iso.datetime(),
          action: z.enum(['run', 'continue', 'redo', 'leave']),
          why: z.string(),
          run: z.string().optional(),
        }),
      ),
    }),
  ),
})

/** What a backfill would do, client by client. */
export type BackfillPreview = Plain<z.output<typeof backfillPreviewSchema>>

/** Schema of {@link Backfill}. */
export const backfillSchema = z.object({
  id: z.string(),
  pipeline: z.string(),
  deployment: z.string(),
  label: z.string().optional(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  redo: z.string(),
  atOnce: z.number().int(),
  status: z.enum(['running', 'paused', 'cancelled', 'finished']),
  who: z.string(),
  why: z.string(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  /** How many of its runs are in each status, `waiting` included. */
  counts: z.record(z.string(), z.number().int()),
})

/** Intervals of the past that are run again, or for the first time. */
export type Backfill = Plain<z.output<typeof backfillSchema>>

/** Schema of what starting a backfill answers. */
export const startedBackfillsSchema = z.object({
  items: z.array(z.object({ id: z.string(), deployment: z.string(), runs: z.number().int() })),
})

/** Schema of {@link Dispatch}. */
export const dispatchSchema = z.object({
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  status: z.union([z.literal('waiting'), runStatus]),
  run: z.string().optional(),
})

/** A run that a schedule or a backfill has queued. */
export type Dispatch = Plain<z.output<typeof dispatchSchema>>
