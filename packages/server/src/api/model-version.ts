import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { modelVersionBriefSchema } from './model.ts'

/** Schema of {@link ModelVersion}. */
export const modelVersionSchema = modelVersionBriefSchema.extend({
  model: z.string(),
  deployment: z.string(),
  label: z.string().optional(),
  task: z.string(),
  target: z.string(),
  /** The learner, such as `logistic-regression`. */
  learner: z.string(),
  classes: z.array(z.string()).optional(),
  features: z.array(z.object({ name: z.string(), coefficient: z.number().optional() })),
  input: z.array(z.object({ name: z.string(), type: z.string() })),
  trained: z.object({
    pipeline: z.string(),
    asOf: z.iso.datetime(),
    rows: z.number().int(),
    /** Digest of the training rows. */
    dataset: z.string(),
    dates: z.array(z.string()),
    evaluationDates: z.array(z.string()),
  }),
  threshold: z.number().optional(),
  calibrator: z.string().optional(),
  /** Observed against predicted, by bins of the prediction. */
  calibration: z.array(z.object({ predicted: z.number(), observed: z.number(), rows: z.number().int() })),
  /** Scores of the training rows, out of fold, for comparison with later ones: eleven deciles. */
  scores: z.object({ rows: z.number().int(), mean: z.number(), deciles: z.array(z.number()) }),
  warnings: z.array(z.string()),
  /** Whether an evaluation report can be shown. */
  report: z.boolean(),
})

/** A version of a model with what the artifact says. */
export type ModelVersion = Plain<z.output<typeof modelVersionSchema>>

/** Schema of {@link ModelComparison}. */
export const modelComparisonSchema = z.object({
  model: z.string(),
  one: modelVersionSchema,
  other: modelVersionSchema,
  metrics: z.array(
    z.object({
      metric: z.string(),
      one: z.number().optional(),
      other: z.number().optional(),
      /** Of the other over the one: greater is better, smaller is better, or neither is. */
      better: z.enum(['greater', 'smaller']).optional(),
    }),
  ),
  features: z.object({
    both: z.array(z.string()),
    onlyOne: z.array(z.string()),
    onlyOther: z.array(z.string()),
  }),
})

/** Two versions of a model side by side. */
export type ModelComparison = Plain<z.output<typeof modelComparisonSchema>>

/** What to promote, and why. */
export const promoteBody = z.strictObject({
  version: z.number().int().min(1),
  alias: z.string().min(1).max(60).default('champion'),
  why: z.string().trim().min(1).max(1000),
})

/** Which alias to point back, and why. */
export const rollbackBody = z.strictObject({
  alias: z.string().min(1).max(60).default('champion'),
  why: z.string().trim().min(1).max(1000),
})
