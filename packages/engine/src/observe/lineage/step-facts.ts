import type { ColumnSchema, Json } from '@sluice/core'
import type { StepReached } from '../observer.ts'
import type { ExternalPlace } from './external-dataset.ts'

/** A source that an extract step reads. */
export interface ReadSource {
  readonly name: string
  readonly place: ExternalPlace
  /** The columns as they are here, each with its name at the source. */
  readonly columns: readonly { readonly name: string; readonly field: string }[]
}

/** What a step's definition says of its place in the lineage. */
export interface StepFacts {
  /** The SQL that makes the output. */
  readonly sql?: string
  /** Tables in it that are not named by the path of an input: by name the path of the dataset. */
  readonly standIns?: boolean
  readonly sources: readonly ReadSource[]
  readonly destination?: ExternalPlace
}

type Record = { readonly [name: string]: Json }

/** Reads what is known of the steps that Sluice itself makes; of others only what they read and make is known. */
export function stepFacts({ definition }: Pick<StepReached, 'definition'>): StepFacts {
  const facts = isRecord(definition) ? definition : {}
  const { step, text, sql, sources, to } = facts
  if (step === 'query' && typeof text === 'string') return { sql: text, sources: [] }
  if (step === 'features' && isRecord(sql) && typeof sql['text'] === 'string') {
    return { sql: sql['text'], standIns: true, sources: [] }
  }
  if (step === 'extract' && Array.isArray(sources)) {
    return { sources: sources.filter(isRecord).flatMap(readSource) }
  }
  if (step === 'deliver' && isPlace(to)) return { sources: [], destination: to }
  return { sources: [] }
}

function readSource({ name, source, schema, mapping }: Record): readonly ReadSource[] {
  if (typeof name !== 'string' || !isPlace(source)) return []
  const names = isRecord(mapping) ? mapping : {}
  const declared = ((isRecord(schema) ? schema['columns'] : undefined) ??
    []) as unknown as readonly ColumnSchema[]
  const columns = declared.map(column => ({
    name: column.name,
    field: String(names[column.name] ?? column.name),
  }))
  return [{ name, place: source, columns }]
}

function isRecord(value: Json | undefined): value is Record {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPlace(value: Json | undefined): value is ExternalPlace {
  return isRecord(value) && typeof value['kind'] === 'string'
}
