import type { ArtifactRef, DatasetRef, Json } from '@sluice/core'
import type { ArtifactOutput, DatasetOutput, Output } from '../api/output.ts'

/** References in a JSON value with where they stand, such as `tables.orders`. */
export interface OutputParts {
  readonly datasets: readonly (readonly [path: string, ref: DatasetRef])[]
  readonly artifacts: readonly (readonly [path: string, ref: ArtifactRef])[]
  /** The value with a short mark in the place of each reference; undefined where nothing else is in it. */
  readonly rest: Json | undefined
}

const mostJson = 8_000

/** Takes an output apart. */
export function outputParts(output: Json): OutputParts {
  const datasets: (readonly [string, DatasetRef])[] = []
  const artifacts: (readonly [string, ArtifactRef])[] = []
  const walk = (value: Json, path: string): Json | undefined => {
    if (isDataset(value)) {
      datasets.push([path, value])
      return undefined
    }
    if (isArtifact(value)) {
      artifacts.push([path, value])
      return undefined
    }
    if (typeof value !== 'object' || value === null) return value
    const children = Array.isArray(value) ? [...value.entries()] : Object.entries(value as object)
    const kept = children.flatMap(([name, child]) => {
      const rest = walk(child as Json, path === '' ? String(name) : `${path}.${name}`)
      return rest === undefined ? [] : [[String(name), rest] as const]
    })
    if (kept.length === 0 && children.length > 0) return undefined
    return Array.isArray(value) ? kept.map(([, child]) => child) : Object.fromEntries(kept)
  }
  const rest = walk(output, '')
  return { datasets, artifacts, rest }
}

/** What a step made, apart by kind; `modelOf` names the version that an artifact is registered as. */
export function outputOf(
  output: Json,
  modelOf: (digest: string) => { readonly model: string; readonly version: number } | undefined,
): Output {
  const { datasets, artifacts, rest } = outputParts(output)
  const isCut = rest !== undefined && JSON.stringify(rest).length > mostJson
  return {
    datasets: datasets.map(([name, ref]) => datasetOutput(name, ref)),
    artifacts: artifacts.map(([name, { digest }]): ArtifactOutput => ({ name, digest, ...modelOf(digest) })),
    ...(rest !== undefined && !isCut && { json: rest }),
    ...(isCut && { cut: true }),
  }
}

/** Where a dataset stands, without the word that it is one: `customers` of `customers.dataset`. */
export function shortPath(path: string): string {
  return path.replace(/\.dataset$/, '')
}

/** A dataset by where it stands. */
export function datasetOutput(path: string, { digest, rows, bytes, schema }: DatasetRef): DatasetOutput {
  return { name: shortPath(path), digest, rows, bytes, columns: schema.columns.length }
}

function isDataset(value: Json): value is Json & DatasetRef {
  if (typeof value !== 'object' || value === null) return false
  const { kind, digest, schema } = value as {
    readonly kind?: Json
    readonly digest?: Json
    readonly schema?: Json
  }
  return kind === 'dataset' && typeof digest === 'string' && typeof schema === 'object'
}

function isArtifact(value: Json): value is Json & ArtifactRef {
  if (typeof value !== 'object' || value === null) return false
  const { kind, digest } = value as { readonly kind?: Json; readonly digest?: Json }
  return kind === 'artifact' && typeof digest === 'string'
}
