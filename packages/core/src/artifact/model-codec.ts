import { checkTypes, parseNode } from '@sluice/expr'
import type { ArtifactRef, Json } from '../data/refs.ts'
import { ArtifactInvalid } from './artifact-invalid.ts'
import type { ArtifactStore } from './artifact-store.ts'
import type { ModelArtifact, ScoreExpressions } from './model-artifact.ts'
import { packArrays, unpackArrays } from './packed-arrays.ts'

/** Stores a fitted model. The same content gives the same reference. */
export async function saveModel(store: ArtifactStore, artifact: ModelArtifact): Promise<ArtifactRef> {
  return store.save(packArrays(artifact as unknown as Json))
}

/**
 * Loads a fitted model. The digest is verified by the store; every expression is validated here before it may
 * become code.
 *
 * @throws ArtifactInvalid when the content is not a model of a known schema version.
 */
export async function loadModel(store: ArtifactStore, ref: ArtifactRef): Promise<ModelArtifact> {
  const value = unpackArrays(await store.load(ref)) as { readonly [name: string]: Json }
  if (value['format'] !== 'sluice-model') {
    throw invalid(ref, `its format is ${JSON.stringify(value['format'])}`)
  }
  if (value['schemaVersion'] !== 1) {
    throw invalid(
      ref,
      `its schema version is ${JSON.stringify(value['schemaVersion'])}, this version reads 1`,
    )
  }
  try {
    const expressions = parseExpressions(value['expressions'] as { readonly [name: string]: Json })
    return { ...(value as unknown as ModelArtifact), expressions }
  } catch (cause) {
    throw invalid(ref, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function parseExpressions(value: { readonly [name: string]: Json }): ScoreExpressions {
  const expressions = {
    margin: parseNode(value['margin']),
    probability: parseNode(value['probability']),
    decision: parseNode(value['decision']),
  }
  Object.values(expressions).forEach(checkTypes)
  return expressions
}

function invalid(ref: ArtifactRef, reason: string, cause?: unknown): ArtifactInvalid {
  return new ArtifactInvalid({ digest: ref.digest, reason, cause })
}
