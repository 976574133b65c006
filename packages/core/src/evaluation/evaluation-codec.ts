import { ArtifactInvalid } from '../artifact/artifact-invalid.ts'
import type { ArtifactStore } from '../artifact/artifact-store.ts'
import { packArrays, unpackArrays } from '../artifact/packed-arrays.ts'
import type { ArtifactRef, Json } from '../data/refs.ts'
import type { EvaluationData } from './evaluation-data.ts'

/** Stores what a report shows. The same content gives the same reference. */
export async function saveEvaluation(store: ArtifactStore, data: EvaluationData): Promise<ArtifactRef> {
  return store.save(packArrays(data as unknown as Json))
}

/**
 * Loads what a report shows.
 *
 * @throws ArtifactInvalid when the content is not an evaluation of a known schema version.
 */
export async function loadEvaluation(store: ArtifactStore, ref: ArtifactRef): Promise<EvaluationData> {
  const value = unpackArrays(await store.load(ref))
  const { format, schemaVersion } = (value ?? {}) as Readonly<Record<string, Json>>
  if (format === 'sluice-evaluation' && schemaVersion === 1) return value as unknown as EvaluationData
  const found = `${JSON.stringify(format)} of version ${JSON.stringify(schemaVersion)}`
  throw new ArtifactInvalid({
    digest: ref.digest,
    reason: `its format is ${found}; this version reads "sluice-evaluation" of version 1`,
  })
}
