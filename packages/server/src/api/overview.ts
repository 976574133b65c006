import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { decision } from './decision.ts'
import { runStatus, state } from './state.ts'

/** Schema of {@link OverviewCell}. */
const overviewCellSchema = z.object({
  run: z.string(),
  status: runStatus,
  state,
  asOf: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
})

/** One of the last runs of a pipeline for a client. */
export type OverviewCell = Plain<z.output<typeof overviewCellSchema>>

/** Schema of {@link OverviewRow}. */
const overviewRowSchema = z.object({
  pipeline: z.string(),
  deployment: z.string(),
  label: z.string().optional(),
  /** IANA time zone of the client. */
  zone: z.string(),
  state,
  /** One sentence: why the state is what it is; absent where everything is good. */
  reason: z.string().optional(),
  /** Why a person has to look; absent where nobody has to. */
  needsPerson: z.enum(['blocked', 'failed', 'incident', 'late', 'approval']).optional(),
  /** The open incident behind it. */
  incident: z.string().optional(),
  paused: decision.optional(),
  /** When the deadline passed that was missed. */
  lateSince: z.iso.datetime().optional(),
  /** Such as `every Monday at 06:00 Europe/Berlin`; absent where it has no schedule. */
  schedule: z.string().optional(),
  nextRun: z.iso.datetime().optional(),
  /** The oldest first, so that the newest is at the right of the matrix. */
  runs: z.array(overviewCellSchema),
})

/** A pipeline of a client: a row of the Monday matrix. */
export type OverviewRow = Plain<z.output<typeof overviewRowSchema>>

/** Schema of {@link Overview}. */
export const overviewSchema = z.object({
  at: z.iso.datetime(),
  /** Over all rows that who asks sees, whatever the filter. */
  total: z.number().int(),
  needPerson: z.number().int(),
  /** Number of rows in each state; states without rows are absent. */
  states: z.partialRecord(state, z.number().int()),
  pipelines: z.array(z.string()),
  /** What needs a person first, then what is wrong, then what runs, then everything quiet by name. */
  items: z.array(overviewRowSchema),
  next: z.string().optional(),
})

/** The Monday matrix: a {@link Page} of rows with counts over all of them. */
export type Overview = Plain<z.output<typeof overviewSchema>>
