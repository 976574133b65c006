import type { ArtifactRef, ArtifactStore, DatasetProfile, DatasetRef } from '@sluice/core'
import type { FileFacts } from './durable-file.ts'

/** A dataset that is being written. Nobody sees it before `commit`, and nothing remains after `discard`. */
export interface StagedDataset {
  /** A file on local disk to write; it does not exist yet. */
  readonly path: string
  /** Makes the written file durable and visible under the digest of its bytes. */
  commit(): Promise<FileFacts>
  discard(): Promise<void>
}

/** Content-addressed Parquet files. */
export interface DatasetStore {
  stage(): Promise<StagedDataset>
  /** Where the dataset's file is on local disk once `fetch` has settled. */
  path(ref: DatasetRef): string
  /**
   * Makes sure that the file is there and is the one that was stored: its digest the first time, its size always. A
   * local copy of a remote dataset stays at least until the signal aborts.
   *
   * @throws DatasetNotFound, DatasetCorrupt
   */
  fetch(ref: DatasetRef, until?: AbortSignal): Promise<void>
  /**
   * The profile kept beside a dataset; undefined where there is none or it cannot be read: `profileOf` makes it again.
   * Absent, with `keepProfile`, where datasets live too shortly to be profiled.
   */
  profile?(digest: string): Promise<DatasetProfile | undefined>
  /** Keeps the profile of a dataset, which goes with it. */
  keepProfile?(digest: string, profile: DatasetProfile): Promise<void>
}

/** What garbage collection may remove. */
export interface GcOptions {
  /** Digests of datasets and artifacts that are still referred to. */
  readonly keep: ReadonlySet<string>
  /**
   * Content saved (or saved again, or found by `has`) at or after this instant stays: a run may be about to refer to
   * it. Should lie hours back, because clocks differ and a store on S3 notes at most once an hour what `has` finds.
   */
  readonly olderThan: Date
  /** Only say what would go. */
  readonly dryRun?: boolean
}

/** What garbage collection removed. */
export interface GcResult {
  readonly datasets: number
  readonly artifacts: number
  readonly bytes: number
}

/** Everything immutable that runs produce: datasets and artifacts by their digest. */
export interface Store extends Required<DatasetStore>, ArtifactStore {
  /** Whether the content is there; if so, garbage collection sees from now on that it is wanted. */
  has(ref: DatasetRef | ArtifactRef): Promise<boolean>
  /**
   * Reads the content again and compares it with its digest.
   *
   * @throws DatasetNotFound, DatasetCorrupt, ArtifactNotFound, ArtifactCorrupt
   */
  verify(ref: DatasetRef | ArtifactRef): Promise<void>
  /** Removes content that is not kept and is old. Safe while other processes read and write the same store. */
  gc(options: GcOptions): Promise<GcResult>
}
