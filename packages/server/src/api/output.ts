import { z } from 'zod'
import type { Plain } from '../http/route.ts'

/** Schema of {@link DatasetOutput}. */
const datasetOutputSchema = z.object({
  /** Where it stands in the output, such as `tables.orders`; empty where it is the whole output. */
  name: z.string(),
  digest: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  columns: z.number().int(),
})

/** A dataset that a step made or read. */
export type DatasetOutput = Plain<z.output<typeof datasetOutputSchema>>

/** Schema of {@link ArtifactOutput}. */
const artifactOutputSchema = z.object({
  name: z.string(),
  digest: z.string(),
  /** Where it is registered as a version of a model. */
  model: z.string().optional(),
  version: z.number().int().optional(),
})

/** An artifact that a step made or read. */
export type ArtifactOutput = Plain<z.output<typeof artifactOutputSchema>>

/** Schema of {@link Output}. */
export const outputSchema = z.object({
  datasets: z.array(datasetOutputSchema),
  artifacts: z.array(artifactOutputSchema),
  /** The output without what stands above, where it is small. */
  json: z.unknown().optional(),
  /** The JSON is too large to show; the store has it whole. */
  cut: z.boolean().optional(),
})

/** What a step made, apart by kind. */
export type Output = Plain<z.output<typeof outputSchema>>

/** Schema of {@link Input}. */
export const inputSchema = z.object({
  /** Where it stands in the inputs, such as `rows` or `pulls.0`. */
  name: z.string(),
  step: z.string(),
  datasets: z.array(datasetOutputSchema),
  artifacts: z.array(artifactOutputSchema),
})

/** What a step read of another. */
export type Input = Plain<z.output<typeof inputSchema>>
