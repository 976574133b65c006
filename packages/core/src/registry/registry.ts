import type { ArtifactRef, Json } from '../data/refs.ts'

/** One registered version of a model; versions count from 1 per model name. */
export interface ModelVersion {
  readonly model: string
  readonly version: number
  readonly artifact: ArtifactRef
  readonly createdAt: Date
  /** The run that made it. */
  readonly run: string
  readonly metrics: Json
}

/** What happened to a model; the history is append-only. */
export interface ModelEvent {
  readonly model: string
  readonly kind: 'registered' | 'promoted' | 'refused' | 'rolled-back'
  readonly version: number
  readonly alias?: string
  readonly at: Date
  readonly who: string
  readonly why: string
}

/** Versions, aliases and their history. The name of a model is `<model>/<deployment>`. */
export interface ModelRegistry {
  /** Registers an artifact; the same artifact registered again returns the version it already has. */
  register(entry: Omit<ModelVersion, 'version' | 'createdAt'>): Promise<ModelVersion>
  versions(model: string): Promise<readonly ModelVersion[]>
  /** The version that an alias such as `champion` points at, if any. */
  resolve(model: string, alias: string): Promise<ModelVersion | undefined>
  promote(change: AliasChange): Promise<void>
  /** Records that a version was not promoted and why. */
  refuse(change: AliasChange): Promise<void>
  /** Points the alias back at the version it had before the last promotion; returns that version. */
  rollback(change: Omit<AliasChange, 'version'>): Promise<ModelVersion>
  history(model: string): Promise<readonly ModelEvent[]>
  models(): Promise<readonly string[]>
}

/** Who points which alias where, and why. */
export interface AliasChange {
  readonly model: string
  readonly version: number
  readonly alias: string
  readonly who: string
  readonly why: string
}
