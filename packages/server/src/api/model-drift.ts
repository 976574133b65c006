import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { checkSchema } from './check.ts'

/** Schema of {@link ModelDrift}. */
export const modelDriftSchema = z.object({
  model: z.string(),
  /** Runs that scored with the model, the oldest first. */
  points: z.array(
    z.object({
      run: z.string(),
      step: z.string(),
      asOf: z.iso.datetime(),
      /** Of the scores. */
      rows: z.number().int(),
      mean: z.number(),
      /** From the least to the greatest score: eleven deciles. */
      deciles: z.array(z.number()),
      /** The share of scores above the threshold, where the model decides. */
      shareAbove: z.number().optional(),
      /** What the checks of drift found. */
      checks: z.array(checkSchema),
    }),
  ),
})

/** How scores of a model were distributed over the runs that scored with it. */
export type ModelDrift = Plain<z.output<typeof modelDriftSchema>>
