import { z } from 'zod'
import type { Plain } from '../http/route.ts'

/** Schema of {@link ModelVersionBrief}. */
export const modelVersionBriefSchema = z.object({
  version: z.number().int(),
  digest: z.string(),
  createdAt: z.iso.datetime(),
  /** The run that made it. */
  run: z.string(),
  /** Such as `champion`. */
  aliases: z.array(z.string()),
  /** Numbers by name, on rows in the future of all training rows where there are some, else out of fold. */
  metrics: z.record(z.string(), z.number()),
  measuredOn: z.enum(['evaluation', 'out-of-fold']).optional(),
  /** 95 % interval of the area under the curve. */
  aucInterval: z.tuple([z.number(), z.number()]).optional(),
  asOf: z.iso.datetime().optional(),
})

/** A version of a model as a line of a list. */
export type ModelVersionBrief = Plain<z.output<typeof modelVersionBriefSchema>>

/** Schema of {@link ModelEvent}. */
const modelEventSchema = z.object({
  kind: z.enum(['registered', 'promoted', 'refused', 'rolled-back']),
  version: z.number().int(),
  alias: z.string().optional(),
  at: z.iso.datetime(),
  who: z.string(),
  why: z.string(),
})

/** Something that happened to a model. */
export type ModelEvent = Plain<z.output<typeof modelEventSchema>>

/** Schema of {@link ModelBrief}. */
export const modelBriefSchema = z.object({
  /** `<model>/<deployment>`. */
  model: z.string(),
  deployment: z.string(),
  label: z.string().optional(),
  versions: z.number().int(),
  champion: modelVersionBriefSchema.optional(),
  newest: modelVersionBriefSchema.optional(),
  /** The last thing that happened to it. */
  last: modelEventSchema.optional(),
})

/** A model as a line of a list. */
export type ModelBrief = Plain<z.output<typeof modelBriefSchema>>

/** Schema of {@link Model}. */
export const modelSchema = z.object({
  model: z.string(),
  deployment: z.string(),
  label: z.string().optional(),
  zone: z.string(),
  /** Versions by alias. */
  aliases: z.record(z.string(), z.number().int()),
  /** The newest first. */
  versions: z.array(modelVersionBriefSchema),
  /** The newest first. */
  history: z.array(modelEventSchema),
  /** Where a rollback would go; absent where there is nothing to go back to. */
  rollsBackTo: z.number().int().optional(),
})

/** A model with its versions and what happened to them. */
export type Model = Plain<z.output<typeof modelSchema>>
