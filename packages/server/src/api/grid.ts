import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { state } from './state.ts'

/** Schema of {@link GridCell}. */
const gridCellSchema = z.object({
  state,
  /** End of its interval. */
  asOf: z.iso.datetime(),
  /** The newest run of the interval; absent where it is missing or waits. */
  run: z.string().optional(),
})

/** An interval of a client. */
export type GridCell = Plain<z.output<typeof gridCellSchema>>

/** Schema of {@link Grid}. */
export const gridSchema = z.object({
  pipeline: z.string(),
  pipelines: z.array(z.string()),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** `day`: no client has two runs on one of its days. `minute`: some have. */
  unit: z.enum(['day', 'minute']),
  /** Ascending local times of the clients, each in its own zone: `2026-03-02`, or `2026-03-02T06:00`. */
  columns: z.array(z.string()),
  /** By label. */
  items: z.array(
    z.object({
      deployment: z.string(),
      label: z.string().optional(),
      zone: z.string(),
      /** One for each column; null where nothing was due and nothing ran. */
      cells: z.array(gridCellSchema.nullable()),
    }),
  ),
  next: z.string().optional(),
})

/** Clients × intervals of a pipeline: a {@link Page} of clients. */
export type Grid = Plain<z.output<typeof gridSchema>>
