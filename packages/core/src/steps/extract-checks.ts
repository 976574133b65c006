import { check, type CheckDefinition, type CheckResult } from '../checks/check.ts'
import type { OtherTable } from '../checks/kinds/kind.ts'
import type { History } from '../checks/history.ts'
import { changeResults } from '../contract/change-results.ts'
import { domainChecks } from '../contract/column-rules.ts'
import { isRequired } from '../contract/read-by-contract.ts'
import { lastSlices } from '../checks/kinds/slices.ts'
import type { LoadEvidence } from '../quality/load/empty-load.ts'
import { quarantineResult } from '../quarantine/quarantine-check.ts'
import { runChecks } from '../checks/run-checks.ts'
import type { StepContext } from '../pipeline/context.ts'
import type { SourceTable } from '../scoring/source-table.ts'
import type { SourceTables } from '../scoring/source-view.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { ExtractedTable } from './extract.ts'

/** What checks of extracted tables need of their step. */
export type ExtractCheckContext = Pick<StepContext, 'data' | 'history' | 'run'>

// Rows without a time fall out of every feature; a few are dirt, many are a broken load.
const mayLackTime = 0.01

/**
 * Checks what a run read from its sources: schema, number of rows, key, values that must be there, freshness, joins to
 * other tables, copies of earlier loads, and what the definition expects. An expectation replaces the default check of the
 * same name; with `defaults: false` there is the schema check alone beside them.
 */
export async function checkExtracted(
  sources: SourceTables,
  output: Readonly<Record<string, ExtractedTable>>,
  context: ExtractCheckContext,
): Promise<readonly CheckResult[]> {
  const { data, history, run } = context
  const tables = Object.fromEntries(
    Object.entries(output).map(([name, table]) => [name, knownTable(table, sources[name], context)]),
  )
  const results: CheckResult[] = []
  for (const [name, declared] of Object.entries(sources)) {
    const [extracted, known] = [output[name], tables[name]]
    if (extracted === undefined || known === undefined) continue
    const { [name]: _self, ...others } = tables
    const joins = joinChecks(name, sources, output)
    const found = await runChecks([...extractChecks(declared, extracted), ...joins], {
      ...known,
      data,
      history,
      others,
      subject: name,
      asOf: run.asOf,
      actual: extracted.actual,
      names: declared.mapping,
      ...(declared.key !== undefined && { key: declared.key }),
      ...(await evidenceOf(name, declared, extracted, context)),
    })
    results.push(...found, ...(await contractResults(name, declared, extracted, history)))
  }
  return results
}

/** How a table was read; of one without rows also what the load before had, where the definition tells what parts are. */
async function evidenceOf(
  subject: string,
  { expect }: SourceTable,
  { evidence, dataset }: ExtractedTable,
  { history, run }: ExtractCheckContext,
): Promise<{ readonly evidence?: LoadEvidence }> {
  const parts = expect.find(definition => definition.kind === 'slices' && definition.by === 'value')
  const told = evidence === undefined ? {} : { evidence }
  if (dataset.rows > 0 || parts?.kind !== 'slices') return told
  const activeBefore = await lastSlices(parts, { history, subject, asOf: run.asOf })
  return activeBefore === undefined ? told : { evidence: { activeBefore, ...evidence } }
}

/** What a contract did to the rows. */
async function contractResults(
  name: string,
  { contract }: SourceTable,
  { quarantine, changes = [] }: ExtractedTable,
  history: History,
): Promise<readonly CheckResult[]> {
  if (contract === undefined) return []
  const changed = changeResults(name, contract, changes)
  if (quarantine === undefined) return changed
  const result = quarantineResult(name, quarantine, contract.quarantine)
  await history.record(`${name}/quarantined`, Number(result.observed))
  return [...changed, result]
}

/** The checks of one extracted table: the default ones and those of the definition. */
function extractChecks(
  declared: SourceTable,
  { missing, dataset }: Pick<ExtractedTable, 'missing' | 'dataset'>,
): readonly CheckDefinition[] {
  const { schema, mapping, expect, contract, defaults } = declared
  const names = new Set(schema.columns.map(({ name }) => name))
  const own = Object.fromEntries(Object.entries(mapping).filter(([name]) => names.has(name)))
  const schemas = schemaCheck(declared, own)
  const always = defaults ? [schemas, check.rowCount(), check.notEmpty()] : [schemas]
  // Without rows there is nothing more to say than that.
  const absent = new Set(missing)
  const domains = contract === undefined ? [] : domainChecks(contract, absent)
  const values = defaults ? [check.copy({ severity: 'warn' }), ...valueChecks(declared, absent)] : []
  const usual = dataset.rows === 0 ? always : [...always, ...values, ...domains]
  const expected =
    dataset.rows === 0 ? expect.filter(({ name }) => always.some(it => it.name === name)) : expect
  const replaced = new Map(expected.map(definition => [definition.name, definition]))
  const kept = usual.map(definition => replaced.get(definition.name) ?? definition)
  return [...kept, ...expected.filter(definition => !kept.includes(definition))]
}

function schemaCheck(
  { schema, unexpected, contract }: SourceTable,
  mapping: Readonly<Record<string, string>>,
) {
  if (contract === undefined) return check.schema(schema, { mapping, unexpected })
  const tolerated = Object.entries(contract.columns).flatMap(([name, column]) => [
    ...(isRequired(column) ? [] : [`missing(${name})`]),
    ...(column.policy === 'freeze' ? [] : [`type(${name})`]),
  ])
  return check.schema(schema, {
    mapping,
    unexpected: contract.newColumns === 'evolve' ? 'warn once' : unexpected,
    tolerated,
  })
}

/**
 * Where a table has all columns of another table's key, the pipeline will join them: the share of rows that find their
 * counterpart is watched, and a drop against earlier runs is a warning. An expectation about the same join replaces it.
 */
function joinChecks(
  name: string,
  sources: SourceTables,
  output: Readonly<Record<string, ExtractedTable>>,
): readonly CheckDefinition[] {
  const usable = (table: string) => output[table]?.missing.length === 0 && output[table].dataset.rows > 0
  const declared = sources[name]
  if (declared === undefined || !declared.defaults || !usable(name)) return []
  const columns = new Map(declared.schema.columns.map(column => [column.name, column.type]))
  const expected = new Set(declared.expect.map(definition => definition.name))
  return Object.entries(sources).flatMap(([other, { key = [], schema }]) => {
    const typed = key.every(
      part => columns.get(part) === schema.columns.find(column => column.name === part)?.type,
    )
    if (other === name || key.length === 0 || !typed || !usable(other)) return []
    const found = check.matched(key, { in: other })
    return expected.has(found.name) ? [] : [found]
  })
}

function valueChecks(declared: SourceTable, missing: ReadonlySet<string>): readonly CheckDefinition[] {
  const { key, time, freshWithinHours } = declared
  const columns = declared.schema.columns.filter(({ name }) => !missing.has(name))
  const has = (name: string) => columns.some(column => column.name === name)
  const required = columns.filter(({ name, nullable }) => !nullable && !key?.includes(name))
  const keyed = key !== undefined && key.length > 0 && key.every(has)
  const numbers = columns.filter(({ type }) => type === 'number').map(({ name }) => name)
  const timeIsOptional = columns.some(({ name, nullable }) => name === time && nullable)
  return [
    ...(keyed ? [check.uniqueKey(key), check.notNull(key, { blank: true })] : []),
    ...(required.length > 0 ? [check.notNull(required.map(({ name }) => name))] : []),
    ...(time !== undefined && has(time) ? [check.fresh(time, { withinHours: freshWithinHours })] : []),
    ...(time !== undefined && timeIsOptional
      ? [check.notNull(time, { atMost: mayLackTime, severity: 'warn' })]
      : []),
    ...(numbers.length > 0 ? [finite(numbers)] : []),
  ]
}

/** Infinities survive every sum and mean that they enter. */
function finite(columns: readonly string[]): CheckDefinition {
  const conditions = joinSql(
    columns.map(column => sql`isinf(${identifier(column)}::DOUBLE)`),
    ' OR ',
  )
  return check.sql(
    'numbers are finite',
    rows => sql`SELECT ${joinSql(columns.map(identifier), ', ')} FROM ${rows} WHERE ${conditions}`,
    { severity: 'warn' },
  )
}

/** The rows that the pipeline may know of: those loaded before asOf. */
function knownTable(
  { dataset, missing }: ExtractedTable,
  declared: SourceTable | undefined,
  { data, run }: ExtractCheckContext,
): OtherTable {
  const { schema } = dataset
  const table = data.dataset(dataset)
  const loaded = declared?.knownAt
  const isTimed = schema.columns.some(({ name, type }) => name === loaded && type === 'timestamp')
  if (loaded === undefined || missing.includes(loaded) || !isTimed) return { table, schema }
  const at = identifier(loaded)
  // Rows without the instant stay, so that their number is judged.
  return { table: sql`(SELECT * FROM ${table} WHERE ${at} < ${run.asOf} OR ${at} IS NULL)`, schema }
}
