import type { DatasetRef, Json } from '@sluice/core'
import { failureText } from '../failure-text.ts'
import { columnLineage } from './columns/column-lineage.ts'
import { tableRelation } from './columns/resolve-query.ts'
import type { SqlParser } from './columns/sql-parser.ts'
import { externalDataset } from './external-dataset.ts'
import { columnLineageFacet, facet } from './facets.ts'
import { lineageEvent, type LineageDataset, type LineageEvent } from './lineage-event.ts'
import { outputName, placedIn, type LineageName, type Placed } from './lineage-names.ts'
import type { ReadSource, StepFacts } from './step-facts.ts'
import { stepSides, storedDataset, tableOf, type Of, type Reached } from './step-sides.ts'

/** A step that has ended, and what is known of it. */
export interface FinishedStep {
  readonly namespace: string
  readonly reached: Reached
  readonly event: Of<'step-finished'>
  readonly facts: StepFacts
  readonly parser: SqlParser
}

const ends: Readonly<Record<string, 'COMPLETE' | 'ABORT'>> = {
  succeeded: 'COMPLETE',
  memoised: 'COMPLETE',
  cancelled: 'ABORT',
}

/** How OpenLineage calls the end of a run or of a step. */
export function endOf(status: string): 'COMPLETE' | 'ABORT' | 'FAIL' {
  return ends[status] ?? 'FAIL'
}

/** The event that says how a step ended and what it made. */
export async function finishedEvent(finished: FinishedStep): Promise<LineageEvent> {
  const { namespace, reached, event } = finished
  const { at, step, status } = event
  const failure = failureText(event)
  return lineageEvent({
    eventType: endOf(status),
    at,
    namespace,
    names: reached,
    step,
    jobType: 'STEP',
    ...stepSides(namespace, reached),
    outputs: await outputsOf(finished),
    ...(failure !== undefined && { failure }),
  })
}

async function outputsOf(finished: FinishedStep): Promise<readonly LineageDataset[]> {
  const { namespace, reached, event, facts } = finished
  const made = placedIn(event.output).map(async (placed): Promise<LineageDataset> => {
    const stored = storedDataset(namespace, reached, event.step, placed)
    const table = tableOf(placed.reference)
    if (table === undefined) return stored
    const columns = await columnsOf(finished, placed, table)
    const statistics = facet('OutputStatisticsOutputDatasetFacet', {
      rowCount: table.rows,
      size: table.bytes,
    })
    return {
      ...stored,
      facets: { ...stored.facets, ...(columns && { columnLineage: columns }) },
      outputFacets: { outputStatistics: statistics },
    }
  })
  const { destination } = facts
  const sent = destination === undefined ? [] : [externalDataset(destination)]
  return [...(await Promise.all(made)), ...sent]
}

async function columnsOf(
  finished: FinishedStep,
  { path }: Placed,
  { schema }: DatasetRef,
): Promise<Json | undefined> {
  const { sql, sources } = finished.facts
  const source = sources.find(({ name }) => path === `${name}.dataset`)
  if (source !== undefined) return extractedColumns(source, schema)
  if (sql === undefined || path !== '') return undefined
  const tables = tablesOf(finished)
  const relation = columnLineage(
    await finished.parser.parse(sql),
    new Map(tables.map(({ table, fields }) => [table, fields])),
  )
  const nameOf = (table: string) => tables.find(one => one.table === table)?.name
  return relation && columnLineageFacet(relation, schema.columns, nameOf)
}

/** Columns are read as they are, under names of their own. */
function extractedColumns(
  { name, place, columns }: ReadSource,
  { columns: existing }: DatasetRef['schema'],
): Json {
  const { columns: own } = tableRelation(
    name,
    columns.map(({ field }) => field),
  )
  const renamed = own.map((column, i) => ({ ...column, name: columns[i]?.name ?? column.name }))
  return columnLineageFacet({ columns: renamed, influences: [] }, existing, () => externalDataset(place))
}

interface Table {
  /** The name that the text of the SQL has for it. */
  readonly table: string
  readonly name: LineageName
  readonly fields: readonly string[]
}

function tablesOf({ namespace, reached, facts }: FinishedStep): readonly Table[] {
  return reached.reads.flatMap(({ step, path, output }) =>
    placedIn(output).map(placed => ({
      table: facts.standIns === true ? `sluice_source_${placed.path.replace(/\.dataset$/, '')}` : path,
      name: { namespace, name: outputName(reached, step, placed.path) },
      fields: tableOf(placed.reference)?.schema.columns.map(({ name }) => name) ?? [],
    })),
  )
}
