import type { DatasetRef, Json } from '../data/refs.ts'
import type { DataSession } from '../data/session.ts'
import { emptyTable } from '../schema/empty-table.ts'
import type { StepContext } from '../pipeline/context.ts'
import { step } from '../pipeline/step.ts'
import type { Step } from '../pipeline/step.ts'
import type { ColumnSchema, TableSchema } from '../schema/table-schema.ts'
import type { Contract } from '../contract/contract.ts'
import { isRequired, leniently, readByContract, type ContractChange } from '../contract/read-by-contract.ts'
import type { Quarantined } from '../quarantine/quarantined.ts'
import { sourceName, type SourceTable } from '../scoring/source-table.ts'
import type { SourceTables } from '../scoring/source-view.ts'
import type { LoadEvidence } from '../quality/load/empty-load.ts'
import { keptEvidence } from '../quality/load/load-trouble.ts'
import type { ReadRequest, SourceSnapshot } from '../sources/source.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import { checkExtracted } from './extract-checks.ts'

/** One source as a run read it. */
export interface ExtractedTable {
  readonly dataset: DatasetRef
  /** Columns at the source, under the source's own names. */
  readonly actual: TableSchema
  /** Declared columns that the source does not have. */
  readonly missing: readonly string[]
  /** What its contract took out; `good` is `dataset`. */
  readonly quarantine?: Quarantined
  /** What its contract changed in columns. */
  readonly changes?: readonly ContractChange[]
  /** How it was read, where the source tells. */
  readonly evidence?: LoadEvidence
}

/** The tables of an extract step by source name. */
export type Extracted<S extends SourceTables> = { readonly [K in keyof S]: ExtractedTable }

/** Which rows of a source with a time column are read: `from` inclusive, `to` exclusive. */
export interface ExtractWindow {
  readonly from?: Date
  readonly to: Date
}

/**
 * A step that reads sources into datasets, once per run. Sources of one connection are read from one snapshot.
 * Its checks (schema, non-empty, freshness, row count, key) run before anything downstream may.
 */
export function extract<S extends SourceTables>(
  sources: S,
  windowOf: (source: SourceTable) => ExtractWindow,
): Step<Extracted<S>> {
  const definition = Object.entries(sources).map(([name, declared]) =>
    describe(name, declared, windowOf(declared)),
  )
  return step({
    inputs: {},
    keyed: 'run',
    sources,
    definition: { step: 'extract', version: 1, sources: definition },
    run: (_inputs, context) => readAll(sources, windowOf, context) as Promise<Extracted<S>>,
    check: (output, _inputs, context) => checkExtracted(sources, output, context),
    bind: (_inputs, { data }) => emptyTables(sources, data) as Promise<Extracted<S>>,
  })
}

async function emptyTables(
  sources: SourceTables,
  data: DataSession,
): Promise<Record<string, ExtractedTable>> {
  const tables: Record<string, ExtractedTable> = {}
  for (const [name, { schema }] of Object.entries(sources)) {
    tables[name] = { dataset: await data.save(emptyTable(schema)), actual: schema, missing: [] }
  }
  return tables
}

function describe(name: string, declared: SourceTable, window: ExtractWindow): Json {
  const { source, schema, time, knownAt, mapping, contract } = declared
  return {
    name,
    source: { kind: source.kind, ...source.describe } as Json,
    schema: schema as unknown as Json,
    mapping,
    time: time ?? null,
    knownAt: knownAt ?? null,
    from: window.from?.toISOString() ?? null,
    to: window.to.toISOString(),
    ...(contract !== undefined && { contract: JSON.parse(JSON.stringify(contract)) as Json }),
  }
}

async function readAll(
  sources: SourceTables,
  windowOf: (source: SourceTable) => ExtractWindow,
  context: StepContext,
): Promise<Record<string, ExtractedTable>> {
  const tables: Record<string, ExtractedTable> = {}
  const byConnection = Map.groupBy(Object.entries(sources), ([, declared]) => declared.source.connection)
  for (const group of byConnection.values()) {
    const [, first] = group[0] as (typeof group)[number]
    const snapshot = await first.source.open(context)
    try {
      for (const [name, declared] of group) {
        tables[name] = await readTable(name, declared, windowOf(declared), snapshot, context)
        context.log(`read ${name}`, { rows: tables[name].dataset.rows })
      }
    } finally {
      await snapshot.close()
    }
  }
  return tables
}

async function readTable(
  name: string,
  declared: SourceTable,
  window: ExtractWindow,
  snapshot: SourceSnapshot,
  { data }: StepContext,
): Promise<ExtractedTable> {
  const types = Object.fromEntries(
    declared.schema.columns.map(({ name: column, type }) => [sourceName(declared, column), type]),
  )
  const actual = await snapshot.schema(declared.source, types)
  const present = new Set(actual.columns.map(column => column.name))
  const missing = declared.schema.columns.filter(
    ({ name: column }) => !present.has(sourceName(declared, column)),
  )
  const into = `extract_${name}`
  const evidence = await snapshot.read(declared.source, {
    ...request(into, declared, window, present, missing),
    types,
  })
  const read = { name, into, declared, actual, missing }
  const kept = await (isContracted(read) ? keepByContract(read, data) : keepAsRead(read, data))
  await data
    .run(sql`DROP TABLE IF EXISTS ${identifier(into)}`)
    .catch(() => data.run(sql`DROP VIEW ${identifier(into)}`))
  const told = evidence === undefined ? {} : { evidence: keptEvidence(evidence) }
  return { ...kept, ...told, actual, missing: missing.map(column => column.name) }
}

/** A source whose rows are in the session. */
interface ReadTable {
  readonly name: string
  readonly into: string
  readonly declared: SourceTable
  readonly actual: TableSchema
  readonly missing: readonly ColumnSchema[]
}

/** False where there is no contract, or what is there will be blocked by it: then it is shown as it is. */
function isContracted({ declared, actual, missing }: ReadTable): boolean {
  const { contract } = declared
  if (contract === undefined) return false
  const types = new Map(actual.columns.map(({ name, type }) => [name, type]))
  const isBlocked = Object.entries(contract.columns).some(([name, column]) => {
    if (missing.some(gone => gone.name === name)) return isRequired(column)
    return column.policy === 'freeze' && types.get(sourceName(declared, name)) !== column.type
  })
  return !isBlocked
}

async function keepByContract({ name, into, declared, actual }: ReadTable, data: DataSession) {
  const { dataset, quarantine, changes } = await readByContract(data, {
    subject: name,
    contract: declared.contract as Contract,
    into,
    schema: await data.describe(sql`SELECT * FROM ${identifier(into)}`),
    sourceName: column => sourceName(declared, column),
    others: undeclared(declared, actual),
  })
  return {
    dataset,
    ...(quarantine !== undefined && { quarantine }),
    ...(changes.length > 0 && { changes }),
  }
}

async function keepAsRead({ into, declared, actual, missing }: ReadTable, data: DataSession) {
  const found = declared.schema.columns.filter(column => !missing.includes(column))
  // With a column missing, the undeclared ones are kept too: their content shows where it may have gone.
  const others = missing.length > 0 ? undeclared(declared, actual) : []
  const list = [
    ...found.map(
      column => sql`${identifier(sourceName(declared, column.name))} AS ${identifier(column.name)}`,
    ),
    ...others.map(column => identifier(column.name)),
  ]
  return { dataset: await data.save(sql`SELECT ${joinSql(list, ', ')} FROM ${identifier(into)}`) }
}

function request(
  into: string,
  declared: SourceTable,
  window: ExtractWindow,
  present: ReadonlySet<string>,
  missing: readonly ColumnSchema[],
): ReadRequest {
  const columns = declared.schema.columns.map(column => sourceName(declared, column.name))
  const { contract } = declared
  const lenient = contract === undefined ? [] : leniently(contract).map(name => sourceName(declared, name))
  const everything = contract !== undefined && contract.newColumns !== 'discard column'
  const time = declared.time === undefined ? undefined : sourceName(declared, declared.time)
  return {
    into,
    ...(missing.length === 0 && !everything && { columns: [...new Set(columns)] }),
    ...(lenient.length > 0 && { lenient: lenient.filter(name => present.has(name)) }),
    ...(time !== undefined && present.has(time) && { time: { column: time, ...window } }),
  }
}

function undeclared(declared: SourceTable, actual: TableSchema): readonly ColumnSchema[] {
  const names = new Set(declared.schema.columns.map(column => sourceName(declared, column.name)))
  return actual.columns.filter(column => !names.has(column.name))
}
