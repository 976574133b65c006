import { z } from 'zod'
import type { Plain } from '../http/route.ts'

/** Schema of {@link StepName}. */
export const stepNameSchema = z.object({
  run: z.string(),
  step: z.string(),
  pipeline: z.string(),
  deployment: z.string(),
  label: z.string().optional(),
  asOf: z.iso.datetime(),
})

/** A step of a run, from elsewhere. */
export type StepName = Plain<z.output<typeof stepNameSchema>>

/** Schema of {@link DatasetBrief}. */
export const datasetBriefSchema = z.object({
  digest: z.string(),
  /** What it stands for, such as `rows` or `tables.orders`. */
  name: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  columns: z.number().int(),
  /** The newest step that had it as output. */
  madeBy: stepNameSchema,
  at: z.iso.datetime().optional(),
})

/** A dataset as a line of a list. */
export type DatasetBrief = Plain<z.output<typeof datasetBriefSchema>>

/** Schema of {@link LineageNode}. */
const lineageNodeSchema = z.object({
  /** Names it in the edges. */
  id: z.string(),
  kind: z.enum(['dataset', 'step', 'model', 'destination', 'source']),
  name: z.string(),
  /** Steps between it and the dataset: up is negative, down is positive, the dataset itself is 0. */
  depth: z.number().int(),
  digest: z.string().optional(),
  rows: z.number().int().optional(),
  at: stepNameSchema.optional(),
})

/** Something in the lineage of a dataset. */
export type LineageNode = Plain<z.output<typeof lineageNodeSchema>>

/** Schema of {@link Dataset}. */
export const datasetSchema = z.object({
  digest: z.string(),
  name: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      nullable: z.boolean(),
      role: z.string().optional(),
      /** Its values are not shown. */
      masked: z.boolean(),
    }),
  ),
  /** Whether the store still has its content. */
  stored: z.boolean(),
  /** Statistics of its columns, by name; absent until somebody has made them. */
  profile: z.unknown().optional(),
  madeBy: stepNameSchema,
  /** Other steps that have it as output, the newest first: equal content is kept once. */
  alsoMadeBy: z.array(stepNameSchema),
  lineage: z.object({
    nodes: z.array(lineageNodeSchema),
    edges: z.array(z.object({ from: z.string(), to: z.string() })),
    /** There is more than is shown. */
    cut: z.boolean(),
  }),
  /** Steps that read it, the newest first. */
  consumers: z.array(stepNameSchema.extend({ destination: z.string().optional() })),
})

/** A dataset: what is in it, where it comes from and who used it. */
export type Dataset = Plain<z.output<typeof datasetSchema>>

/** Schema of {@link DatasetRows}. */
export const datasetRowsSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string(), masked: z.boolean() })),
  /** Values in the order of the columns; of masked columns `•••`, or null where missing. */
  rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  /** Rows of the whole dataset. */
  total: z.number().int(),
})

/** The first rows of a dataset. */
export type DatasetRows = Plain<z.output<typeof datasetRowsSchema>>

/** Schema of {@link DatasetHistory}. */
export const datasetHistorySchema = z.object({
  pipeline: z.string(),
  deployment: z.string(),
  step: z.string(),
  name: z.string(),
  /** The oldest first. */
  points: z.array(
    z.object({
      run: z.string(),
      asOf: z.iso.datetime(),
      digest: z.string(),
      rows: z.number().int(),
      /** What those before it let expect; absent while there are too few. */
      expected: z.object({ low: z.number(), middle: z.number(), high: z.number() }).optional(),
      verdict: z.enum(['learning', 'inside', 'below', 'above']),
      /** This is the dataset that was asked about. */
      current: z.boolean(),
    }),
  ),
})

/** Rows of a dataset over the runs of the step that made it. */
export type DatasetHistory = Plain<z.output<typeof datasetHistorySchema>>
