import type { ArtifactRef, Json } from '../data/refs.ts'

/** Named arrays of an artifact, kept as binary beside the manifest. */
export type Arrays = Readonly<Record<string, Float64Array | Int32Array>>

/** A fitted artifact as stored: a JSON manifest and binary arrays. Pure data; loading runs no code. */
export interface StoredArtifact {
  readonly manifest: Json
  readonly arrays: Arrays
}

/** Content-addressed artifacts. `load` verifies the digest. */
export interface ArtifactStore {
  save(artifact: StoredArtifact): Promise<ArtifactRef>
  /** Throws `ArtifactCorrupt` when the bytes do not match the digest, `ArtifactNotFound` when absent. */
  load(ref: ArtifactRef): Promise<StoredArtifact>
}
