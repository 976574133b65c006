import { z } from 'zod'

const reference = z
  .string()
  .regex(/^[a-z]+:[^/:@\s]+$/i, "a reference such as 'env:NAME', not the URL itself")

const files = {
  kind: z.literal('files'),
  /** A table is the file or the subfolder of its name in this folder. */
  folder: z.string().min(1),
}

const types = z.record(z.string(), z.enum(['number', 'text', 'boolean', 'timestamp'])).optional()
const badCells = z.enum(['fail', 'missing']).optional()
const timestampFormat = z.string().optional()

/** A warehouse as a parameter of a pipeline: where a client's tables are. */
export const warehouseSchema = z.union([
  z.strictObject({
    kind: z.literal('duckdb'),
    path: z.string().min(1),
    schema: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('postgres'),
    /** Reference to the connection URL. */
    url: reference,
    schema: z.string().optional(),
    statementTimeoutMs: z.number().int().positive().optional(),
  }),
  z.discriminatedUnion('format', [
    z.strictObject({
      ...files,
      format: z.literal('csv'),
      delimiter: z.string().length(1).optional(),
      quote: z.string().max(1).optional(),
      decimal: z.enum(['.', ',']).optional(),
      nulls: z.array(z.string()).optional(),
      encoding: z.enum(['utf-8', 'latin-1']).optional(),
      timestampFormat,
      types,
      badCells,
    }),
    z.strictObject({ ...files, format: z.literal('jsonl'), timestampFormat, types, badCells }),
    z.strictObject({ ...files, format: z.literal('parquet') }),
  ]),
])

/** Where a client's tables are. */
export type Warehouse = z.infer<typeof warehouseSchema>
