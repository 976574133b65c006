import type { ArtifactRef, Json, ModelEvent, ModelVersion } from '@sluice/core'

/** The versions an alias pointed at, oldest first, from its events; a rollback takes the last one away. */
export function championsOf(events: readonly Pick<EventRow, 'kind' | 'version'>[]): readonly number[] {
  const stack: number[] = []
  for (const { kind, version } of events) {
    if (kind === 'promoted' && stack.at(-1) !== version) stack.push(version)
    if (kind === 'rolled-back') stack.pop()
  }
  return stack
}

/** A row of table `model_versions`. */
export interface VersionRow {
  readonly model: string
  readonly version: number
  readonly artifact: string
  readonly created_at: string | Date
  readonly run: string
  readonly metrics: string
}

/** The version that a row stands for. */
export function toVersion(row: VersionRow): ModelVersion {
  const artifact: ArtifactRef = { kind: 'artifact', digest: row.artifact }
  const { model, version, run } = row
  return {
    model,
    version,
    artifact,
    createdAt: new Date(row.created_at),
    run,
    metrics: JSON.parse(row.metrics) as Json,
  }
}

/** A row of table `model_events`. */
export interface EventRow {
  readonly model: string
  readonly kind: ModelEvent['kind']
  readonly version: number
  readonly alias: string | null
  readonly at: string | Date
  readonly who: string
  readonly why: string
}

/** The event that a row stands for. */
export function toEvent({ model, kind, version, alias, at, who, why }: EventRow): ModelEvent {
  return { model, kind, version, ...(alias !== null && { alias }), at: new Date(at), who, why }
}
