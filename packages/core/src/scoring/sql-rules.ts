import type { DataSession } from '../data/session.ts'
import type { Json } from '../data/refs.ts'
import { sql } from '../sql/sql.ts'
import { FeatureSqlRefused } from './feature-sql-refused.ts'

/** Names whose value depends on when or where a statement runs: the same rows would give other features. */
const volatileNames = new Set([
  ...[
    'now',
    'current_date',
    'current_time',
    'current_timestamp',
    'today',
    'get_current_time',
    'get_current_timestamp',
  ],
  ...['localtime', 'localtimestamp', 'transaction_timestamp', 'random', 'setseed', 'uuid', 'gen_random_uuid'],
  ...[
    'uuidv4',
    'uuidv7',
    'nextval',
    'currval',
    'txid_current',
    'getvariable',
    'getenv',
    'current_setting',
    'age',
  ],
])

/** `age(a, b)` compares two values and is fine; `age(a)` reads the clock. */
const volatileWithOneArgument = new Set(['age'])

type Node = { readonly [name: string]: Json }

/**
 * Refuses feature or label SQL that could read around the cut at `asOf`: tables other than the given sources,
 * table functions that read files, and functions that read the clock or chance. Works on DuckDB's own parse tree.
 *
 * @throws FeatureSqlRefused naming the table or function and what to use instead.
 */
export async function refuseUncutSql(
  session: DataSession,
  text: string,
  allowed: ReadonlySet<string>,
  where: string,
): Promise<void> {
  const [row] = await session.rows<{ tree: string }>(sql`SELECT json_serialize_sql(CAST(${text} AS VARCHAR)) AS tree`)
  const tree = JSON.parse(row?.tree ?? '{}') as Node
  if (tree['error'] === true) {
    throw new FeatureSqlRefused({ where, name: 'statement', reason: String(tree['error_message']) })
  }
  const nodes = [...walk(tree)]
  const tables = new Set([...allowed, ...nodes.flatMap(commonTableNames)])
  for (const node of nodes) {
    refuseTable(node, tables, allowed, where)
    refuseFunction(node, where)
  }
}

function refuseTable(
  node: Node,
  tables: ReadonlySet<string>,
  allowed: ReadonlySet<string>,
  where: string,
): void {
  if (node['type'] === 'BASE_TABLE') {
    const name = String(node['table_name'])
    if (tables.has(name) && node['schema_name'] === '') return
    const sources = [...allowed].map(table => table.replace('sluice_source_', '')).join(', ')
    throw new FeatureSqlRefused({
      where,
      name,
      reason: `table "${name}" is read directly, so it would not be cut at asOf; use one of the sources in \${…}: ${sources}`,
    })
  }
  if (node['type'] === 'TABLE_FUNCTION') {
    const name = String((node['function'] as Node | undefined)?.['function_name'])
    if (['unnest', 'range', 'generate_series'].includes(name)) return
    throw new FeatureSqlRefused({
      where,
      name,
      reason: `${name}() reads data that is not cut at asOf; declare it as a source`,
    })
  }
}

function refuseFunction(node: Node, where: string): void {
  const name = functionName(node)
  if (name === undefined || !volatileNames.has(name)) return
  if (volatileWithOneArgument.has(name) && (node['children'] as readonly Json[]).length > 1) return
  throw new FeatureSqlRefused({
    where,
    name,
    reason: `${name} gives another value on every run, so training and scoring would differ; use \${asOf}`,
  })
}

/** SQL writes some functions without parentheses; DuckDB parses those as column names. */
function functionName(node: Node): string | undefined {
  if (node['class'] === 'FUNCTION') return String(node['function_name']).toLowerCase()
  if (node['class'] !== 'COLUMN_REF') return undefined
  const names = node['column_names'] as readonly string[]
  const bare = names.length === 1 ? names[0]?.toLowerCase() : undefined
  return bare !== undefined && /^(current|local)_?(date|time|timestamp)$/.test(bare) ? bare : undefined
}

function commonTableNames(node: Node): readonly string[] {
  const map = (node['cte_map'] as Node | undefined)?.['map'] as readonly Node[] | undefined
  return map?.map(entry => String(entry['key'])) ?? []
}

function* walk(value: Json): Generator<Node> {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item)
    return
  }
  const node = value as Node
  yield node
  for (const child of Object.values(node)) yield* walk(child)
}
