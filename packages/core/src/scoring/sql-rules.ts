import type { Json } from '../data/refs.ts'
import type { DataSession } from '../data/session.ts'
import { sql } from '../sql/sql.ts'
import { FeatureSqlRefused } from './feature-sql-refused.ts'
import { nodesInScope, type SqlNode } from './sql-tree.ts'

/** Functions and macros whose value depends on when or where a statement runs: the same rows would give other features. */
const unstableNames: ReadonlySet<string> = new Set(
  [
    'now today ago age current_date current_time current_timestamp current_localtime current_localtimestamp localtime',
    'localtimestamp get_current_time get_current_timestamp transaction_timestamp statement_timestamp clock_timestamp',
    'pg_conf_load_time pg_postmaster_start_time random setseed uuid gen_random_uuid uuidv4 uuidv7 nextval currval',
    'stats txid_current current_query current_query_id current_transaction_id current_connection_id',
    'current_database current_schema current_schemas in_search_path getvariable getenv current_setting write_log',
    'sleep_ms pg_sleep',
  ].flatMap(line => line.split(' ')),
)

/** `age(a, b)` compares two values and is fine; `age(a)` reads the clock. */
const unstableWithOneArgument = new Set(['age'])

/** Table functions that only make rows of their arguments. */
const rowMakers = new Set(['unnest', 'range', 'generate_series'])

/**
 * Refuses feature or label SQL that could read around the cut at `asOf`: tables other than the given sources,
 * table functions that read files, samples, and functions that read the clock or chance. Works on DuckDB's own parse
 * tree.
 *
 * @throws FeatureSqlRefused naming the table or function and what to use instead.
 */
export async function refuseUncutSql(
  session: DataSession,
  text: string,
  allowed: ReadonlySet<string>,
  where: string,
): Promise<void> {
  const [row] = await session.rows<{ tree: string }>(
    sql`SELECT json_serialize_sql(CAST(${text} AS VARCHAR)) AS tree`,
  )
  const tree = JSON.parse(row?.tree ?? '{}') as SqlNode
  if (tree['error'] === true) {
    throw new FeatureSqlRefused({ where, name: 'statement', reason: String(tree['error_message']) })
  }
  if ((tree['statements'] as readonly Json[] | undefined)?.length !== 1) {
    throw new FeatureSqlRefused({ where, name: 'statement', reason: 'must be one SELECT statement' })
  }
  for (const [node, common] of nodesInScope(tree)) {
    refuseTable(node, { common, allowed }, where)
    refuseSample(node, where)
    refuseFunction(node, where)
  }
}

interface Tables {
  readonly common: ReadonlySet<string>
  readonly allowed: ReadonlySet<string>
}

function refuseTable(node: SqlNode, { common, allowed }: Tables, where: string): void {
  if (node['type'] === 'BASE_TABLE') {
    const name = String(node['table_name'])
    const known = common.has(name.toLowerCase()) || allowed.has(name)
    if (known && node['schema_name'] === '' && node['catalog_name'] === '') return
    const sources = [...allowed].map(table => table.replace('sluice_source_', '')).join(', ')
    throw new FeatureSqlRefused({
      where,
      name,
      reason: `table "${name}" is read directly, so it would not be cut at asOf; use one of the sources in \${…}: ${sources}`,
    })
  }
  if (node['type'] === 'TABLE_FUNCTION') {
    const name = String((node['function'] as SqlNode | undefined)?.['function_name'])
    if (rowMakers.has(name.toLowerCase())) return
    throw new FeatureSqlRefused({
      where,
      name,
      reason: `${name}() reads data that is not cut at asOf; declare it as a source`,
    })
  }
  if (node['type'] === 'SHOW_REF') {
    throw new FeatureSqlRefused({
      where,
      name: 'statement',
      reason: 'SHOW, DESCRIBE and SUMMARIZE read the catalogue, which is not cut at asOf; write a SELECT',
    })
  }
}

function refuseSample(node: SqlNode, where: string): void {
  const { sample } = node
  if (typeof sample !== 'object' || sample === null) return
  throw new FeatureSqlRefused({
    where,
    name: 'sample',
    reason:
      'a sample has other rows on every run, so training and scoring would differ; choose rows by a hash of a column',
  })
}

function refuseFunction(node: SqlNode, where: string): void {
  const name = functionName(node)
  if (name === undefined || !unstableNames.has(name)) return
  if (unstableWithOneArgument.has(name) && (node['children'] as readonly Json[]).length > 1) return
  throw new FeatureSqlRefused({
    where,
    name,
    reason: `${name} gives another value on every run, so training and scoring would differ; use \${asOf}`,
  })
}

/** SQL writes some functions without parentheses; DuckDB parses those as column names. */
function functionName(node: SqlNode): string | undefined {
  if (node['class'] === 'FUNCTION') return String(node['function_name']).toLowerCase()
  if (node['class'] !== 'COLUMN_REF') return undefined
  const names = node['column_names'] as readonly string[]
  const bare = names.length === 1 ? names[0]?.toLowerCase() : undefined
  return bare !== undefined && /^(current|local)_?(local)?(date|time|timestamp)$/.test(bare)
    ? bare
    : undefined
}
