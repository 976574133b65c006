import type { TableSchema } from '../schema/table-schema.ts'

/** A reference to an immutable table in the store: what steps exchange. */
export interface DatasetRef {
  readonly kind: 'dataset'
  /** SHA-256 (hex) of the Parquet file: equal digests mean equal content. */
  readonly digest: string
  readonly rows: number
  readonly bytes: number
  readonly schema: TableSchema
}

/** A reference to an immutable fitted artifact in the store. */
export interface ArtifactRef {
  readonly kind: 'artifact'
  /** SHA-256 (hex) over the manifest and its arrays. */
  readonly digest: string
}

/** Plain JSON; a step's output is JSON with references anywhere inside. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
