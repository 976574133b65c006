import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openEngine } from '@sluice/engine'
import pg from 'pg'
import type { LargeHistory, TableRows } from './large-history.ts'

/** Writes a history into the journal of an engine in this folder. */
export async function loadIntoSqlite(root: string, history: LargeHistory): Promise<void> {
  await (await openEngine({ root })).close()
  const db = new DatabaseSync(join(root, 'journal.db'))
  db.exec('PRAGMA synchronous = OFF; BEGIN')
  const insert = (table: string, rows: TableRows) => {
    const [first] = rows
    if (first === undefined) return
    const columns = Object.keys(first)
    const places = columns.map(() => '?').join(', ')
    const statement = db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`)
    for (const row of rows) statement.run(...columns.map(column => row[column] ?? null))
  }
  for (const week of history.weeks()) for (const [table, rows] of Object.entries(week)) insert(table, rows)
  for (const [table, rows] of Object.entries(history.standing)) insert(table, rows)
  db.exec('COMMIT; ANALYZE')
  db.close()
}

const rowsAtOnce = 2000

/** Writes a history into the schema of an engine in this database. */
export async function loadIntoPostgres(
  { root, url, schema }: { readonly root: string; readonly url: string; readonly schema: string },
  history: LargeHistory,
): Promise<void> {
  await (await openEngine({ root, database: 'env:DATABASE', schema, env: { DATABASE: url } })).close()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    `SELECT set_config('search_path', $1, false), set_config('synchronous_commit', 'off', false)`,
    [schema],
  )
  const insert = async (table: string, rows: TableRows) => {
    const columns = Object.keys(rows[0] ?? {}).join(', ')
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      await client.query(
        `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(rows.slice(from, from + rowsAtOnce).map(asJson))],
      )
    }
  }
  for (const week of history.weeks()) {
    for (const [table, rows] of Object.entries(week)) await insert(table, rows)
  }
  for (const [table, rows] of Object.entries(history.standing)) await insert(table, rows)
  await client.query('VACUUM ANALYZE')
  await client.end()
}

const jsonColumns = ['params', 'output', 'error', 'result', 'data', 'metrics']

/** Columns of JSON are JSON inside of JSON. */
function asJson(row: TableRows[number]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'string' && jsonColumns.includes(column) ? (JSON.parse(value) as unknown) : value,
    ]),
  )
}
