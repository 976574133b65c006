import type { DataType } from '@sluice/expr'
import type { DataSession } from '../data/session.ts'
import type { Log } from '../pipeline/context.ts'
import type { LoadEvidence } from '../quality/load/empty-load.ts'
import type { TableSchema } from '../schema/table-schema.ts'

/** What a source needs from its step. */
export interface ReadContext {
  readonly data: DataSession
  readonly secret: (reference: string) => string
  readonly signal: AbortSignal
  readonly log: Log
  readonly progress: (done: number, total?: number) => void
}

/**
 * Types wanted for columns, by their names at the source. A system without types of its own (CSV, JSON) converts
 * cells to them and reports the cells that do not fit; a system with types gives integers as text where text is
 * wanted, so that keys stay exact, and keeps its own types otherwise.
 */
export type WantedTypes = Readonly<Record<string, DataType>>

/** Which part of a table to read. Bounds are on the time column: `from` inclusive, `to` exclusive. */
export interface ReadRequest {
  /** The name the rows get in the session: a table or view that `read` creates. */
  readonly into: string
  /** Columns wanted, by their names at the source; all when absent. */
  readonly columns?: readonly string[]
  readonly time?: { readonly column: string; readonly from?: Date; readonly to: Date }
  /** The same as were given to `schema`. */
  readonly types?: WantedTypes
  /**
   * Columns whose cells need not be of their wanted type. A system without types of its own gives the cell's text beside
   * the value, in the column that `writtenColumn` names, and takes what does not fit as missing; others ignore it.
   */
  readonly lenient?: readonly string[]
}

/**
 * A table somewhere else. `open` gives a consistent view of a system for the reads of one run:
 * sources that share a `connection` are read from one snapshot.
 */
export interface Source {
  readonly kind: string
  /** What identifies the data, for keys and messages; holds secret references, never secrets. */
  readonly describe: Readonly<Record<string, unknown>>
  /** Sources with equal connections are read in one snapshot. */
  readonly connection: string
  readonly open: (context: ReadContext) => Promise<SourceSnapshot>
  /** The table, file pattern or query read from the connection. */
  readonly table: string
}

/** A consistent view of one connection. */
export interface SourceSnapshot {
  /** Canonical schema of a table as it is now at the source. */
  schema(source: Source, types?: WantedTypes): Promise<TableSchema>
  /**
   * Loads rows into `request.into` with canonical types. What it gives is kept with the load, as evidence of how it was
   * read: answers, pages, what is active. A load without rows or with too few is explained by it.
   */
  read(source: Source, request: ReadRequest): Promise<LoadEvidence | void>
  close(): Promise<void>
}
