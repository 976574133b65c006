import type { CheckResult, ColumnSchema, DatasetRef, Json } from '@sluice/core'
import type { Derivation, Influence, Origin, Relation } from './columns/relation.ts'
import type { LineageName } from './lineage-names.ts'

/** Who made an event or a facet. */
export const producer = 'urn:sluice:engine'

/** The specification that events follow. */
export const eventSchema = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'

/** The version of each facet that is used. */
const versions = {
  ColumnLineageDatasetFacet: '1-2-0',
  DataQualityAssertionsDatasetFacet: '1-1-0',
  DataQualityMetricsInputDatasetFacet: '1-0-3',
  DatasetVersionDatasetFacet: '1-0-1',
  ErrorMessageRunFacet: '1-0-1',
  JobTypeJobFacet: '2-0-4',
  NominalTimeRunFacet: '1-0-1',
  OutputStatisticsOutputDatasetFacet: '1-0-2',
  ParentRunFacet: '1-2-0',
  SQLJobFacet: '1-1-0',
  SchemaDatasetFacet: '1-2-0',
} as const

type Fields = { readonly [name: string]: Json }

/** A facet of a kind of the specification. */
export function facet(kind: keyof typeof versions, fields: Fields): Fields {
  const schema = `https://openlineage.io/spec/facets/${versions[kind]}/${kind}.json#/$defs/${kind}`
  return { _producer: producer, _schemaURL: schema, ...fields }
}

/** Names and types of columns. */
export function schemaFacet(columns: readonly ColumnSchema[]): Fields {
  const fields = columns.map(({ name, type }, i) => ({ name, type, ordinal_position: i + 1 }))
  return facet('SchemaDatasetFacet', { fields })
}

/** A table that a column comes from, by the name that a statement has for it. */
export type NameTable = (table: string) => LineageName | undefined

const direct: ReadonlySet<string> = new Set<Derivation>(['IDENTITY', 'TRANSFORMATION', 'AGGREGATION'])

/** What the columns of a dataset are made of; those that the dataset does not have are left out. */
export function columnLineageFacet(
  { columns, influences }: Relation,
  existing: readonly ColumnSchema[],
  nameOf: NameTable,
): Fields {
  const names = new Set(existing.map(({ name }) => name))
  const fields = columns
    .filter(({ name }) => names.has(name))
    .map(({ name, origins }) => [name, { inputFields: inputFields(origins, nameOf) }] as const)
  return facet('ColumnLineageDatasetFacet', {
    fields: Object.fromEntries(fields),
    dataset: inputFields(influences, nameOf),
  })
}

function inputFields(origins: readonly Origin[], nameOf: NameTable): readonly Fields[] {
  const byColumn = Map.groupBy(origins, ({ table, field }) => JSON.stringify([table, field]))
  return [...byColumn.values()].flatMap(same => {
    const [first] = same
    const named = first && nameOf(first.table)
    if (first === undefined || named === undefined) return []
    return [{ ...named, field: first.field, transformations: same.map(({ how }) => transformation(how)) }]
  })
}

function transformation(how: Derivation | Influence): Fields {
  return { type: direct.has(how) ? 'DIRECT' : 'INDIRECT', subtype: how, masking: false }
}

/** What checks found, without rows of data. */
export function assertionsFacet(checks: readonly CheckResult[]): Fields {
  return facet('DataQualityAssertionsDatasetFacet', { assertions: checks.map(assertion) })
}

function assertion({
  check,
  name,
  severity,
  status,
  column,
  message,
  observed,
  expected,
}: CheckResult): Fields {
  return {
    assertion: check,
    // Too little history to judge is no finding.
    success: status !== 'failed',
    severity: severity === 'block' ? 'error' : 'warn',
    description: message,
    ...(name !== undefined && { name }),
    ...(column !== undefined && { column }),
    ...(expected !== undefined && { expected }),
    ...(observed !== undefined && observed !== null && { actual: String(observed) }),
  }
}

/** How much there was to check, and how many values checks found missing. */
export function metricsFacet({ rows, bytes, schema }: DatasetRef, checks: readonly CheckResult[]): Fields {
  const isText = (column: string) =>
    schema.columns.some(({ name, type }) => name === column && type === 'text')
  const missing = checks.flatMap(({ check, column, observed }) => {
    if (check !== 'not-null' || column === undefined || typeof observed !== 'number') return []
    // Of text a check may count blanks too.
    if (observed > 0 && isText(column)) return []
    return [[column, { nullCount: Math.round(observed * rows) }] as const]
  })
  const columnMetrics = Object.fromEntries(missing)
  return facet('DataQualityMetricsInputDatasetFacet', { rowCount: rows, bytes, columnMetrics })
}
