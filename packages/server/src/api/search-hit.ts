import { z } from 'zod'
import type { Plain } from '../http/route.ts'

/** Schema of {@link SearchHit}. */
const searchHitSchema = z.object({
  kind: z.enum(['deployment', 'pipeline', 'run', 'step', 'model', 'dataset', 'incident', 'delivery']),
  /** What it is called, as it was found. */
  title: z.string(),
  /** What else tells it apart. */
  detail: z.string(),
  pipeline: z.string().optional(),
  deployment: z.string().optional(),
  run: z.string().optional(),
  step: z.string().optional(),
  model: z.string().optional(),
  digest: z.string().optional(),
  incident: z.string().optional(),
  book: z.string().optional(),
})

/** Something that a search found, with the names a link to it needs. */
export type SearchHit = Plain<z.output<typeof searchHitSchema>>

/** Schema of {@link SearchHits}. */
export const searchHitsSchema = z.object({
  /** The best first. */
  items: z.array(searchHitSchema),
  /** There are more than these. */
  more: z.boolean(),
})

/** What a search found. */
export type SearchHits = Plain<z.output<typeof searchHitsSchema>>
