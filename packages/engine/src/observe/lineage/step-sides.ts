import type { DatasetRef, Json } from '@sluice/core'
import type { ObservedEvent, StepReached } from '../observer.ts'
import { externalDataset } from './external-dataset.ts'
import { facet, schemaFacet } from './facets.ts'
import type { LineageDataset } from './lineage-event.ts'
import { outputName, placedIn, type Placed, type RunNames } from './lineage-names.ts'
import { stepFacts, type StepFacts } from './step-facts.ts'

/** An event of a kind. */
export type Of<K extends ObservedEvent['kind']> = Extract<ObservedEvent, { readonly kind: K }>

/** A step that has got its turn, and when. */
export type Reached = StepReached & { readonly at: Date }

/** What is known of a step before it has run: when for, by which SQL, what it reads. */
export function stepSides(namespace: string, reached: Reached) {
  const facts = stepFacts(reached)
  const sql =
    facts.sql === undefined ? {} : { sql: facet('SQLJobFacet', { query: facts.sql, dialect: 'duckdb' }) }
  return {
    runFacets: { nominalTime: nominalTime(reached.asOf) },
    jobFacets: sql,
    inputs: inputsOf(namespace, reached, facts),
  }
}

/** The instant that a run is for. */
export function nominalTime(asOf: Date): Json {
  return facet('NominalTimeRunFacet', { nominalStartTime: asOf.toISOString() })
}

function inputsOf(namespace: string, reached: Reached, { sources }: StepFacts): readonly LineageDataset[] {
  const read = reached.reads.flatMap(({ step, output }) =>
    placedIn(output).map(placed => storedDataset(namespace, reached, step, placed)),
  )
  return [...read, ...sources.map(({ place }) => externalDataset(place))]
}

/** Content of the store as a step made it: its digest is the version. */
export function storedDataset(
  namespace: string,
  names: RunNames,
  step: string,
  { reference, path }: Placed,
): LineageDataset & { readonly facets: { readonly [name: string]: Json } } {
  const table = tableOf(reference)
  const version = facet('DatasetVersionDatasetFacet', { datasetVersion: reference.digest })
  const facets = { version, ...(table && { schema: schemaFacet(table.schema.columns) }) }
  return { namespace, name: outputName(names, step, path), facets }
}

/** The reference of a table; undefined for an artifact, which has no columns. */
export function tableOf(reference: Placed['reference']): DatasetRef | undefined {
  return reference.kind === 'dataset' ? (reference as DatasetRef) : undefined
}
