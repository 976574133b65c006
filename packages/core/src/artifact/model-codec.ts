import { nodeParser, typeOf, type DataType, type ExprNode } from '@sluice/expr'
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
  const stored = await store.load(ref)
  try {
    return modelOf(unpackArrays(stored))
  } catch (cause) {
    throw invalid(ref, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function modelOf(value: Json): ModelArtifact {
  const fields = fieldsOf(value, 'it')
  if (fields['format'] !== 'sluice-model') {
    throw new TypeError(`its format is ${JSON.stringify(fields['format'])}`)
  }
  if (fields['schemaVersion'] !== 1) {
    const version = JSON.stringify(fields['schemaVersion'])
    throw new TypeError(`its schema version is ${version}, this version reads 1`)
  }
  return { ...(value as unknown as ModelArtifact), expressions: parseExpressions(fields['expressions']) }
}

function parseExpressions(value: Json | undefined): ScoreExpressions {
  const fields = fieldsOf(value, 'its expressions')
  const parse = nodeParser()
  const typed = (name: keyof ScoreExpressions, wanted: DataType): ExprNode => {
    const node = parse(fields[name])
    const type = typeOf(node)
    if (type !== wanted) throw new TypeError(`its ${name} is ${type}, not ${wanted}`)
    return node
  }
  return {
    margin: typed('margin', 'number'),
    probability: typed('probability', 'number'),
    decision: typed('decision', 'boolean'),
    ...(fields['class'] !== undefined && { class: typed('class', 'text') }),
  }
}

type Fields = { readonly [name: string]: Json }

function fieldsOf(value: Json | undefined, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new TypeError(`${what} is not an object`)
}

function invalid(ref: ArtifactRef, reason: string, cause?: unknown): ArtifactInvalid {
  return new ArtifactInvalid({ digest: ref.digest, reason, cause })
}
