import pg from 'pg'
import { postgres, type DataType, type Value } from '@sluice/expr'
import { caseColumns, type CaseRow, type DialectWorld } from '@sluice/expr/testing'

const types = { number: 'float8', text: 'text', boolean: 'bool', timestamp: 'timestamptz' } as const

/** A real PostgreSQL, far from UTC, with one timestamp column of each kind. */
export async function openPostgres(url: string): Promise<DialectWorld & { close(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`SET TimeZone = 'Australia/Lord_Howe'`)
  return {
    dialect: postgres,
    async load(table, rows) {
      const columns = caseColumns.map(
        ({ name, type }) => `${name} ${name === 's2' ? 'timestamp' : types[type]}`,
      )
      const given = caseColumns.map(
        ({ name, type }) => `${name} ${type === 'timestamp' ? 'text' : types[type]}`,
      )
      const list = caseColumns.map(({ name, type }) =>
        type === 'timestamp' ? `${name}::${name === 's2' ? 'timestamp' : 'timestamptz'}` : name,
      )
      await client.query(`DROP TABLE IF EXISTS ${table} CASCADE`)
      await client.query(`CREATE TEMP TABLE ${table} (position float8, ${columns.join(', ')})`)
      const json = rows.map((row, position) => [
        ['position', position],
        ...caseColumns.map(({ name, type }) => [name, written(type, row[name] ?? null)]),
      ])
      await client.query(
        `INSERT INTO ${table} SELECT position, ${list.join(', ')} FROM json_to_recordset($1) AS given(position float8, ${given.join(', ')})`,
        [JSON.stringify(json.map(entries => Object.fromEntries(entries) as object))],
      )
    },
    async query(sql, resultTypes) {
      const instants = Object.keys(resultTypes).filter(name => resultTypes[name] === 'timestamp')
      const micros = instants.map(name => `(extract(epoch from ${name}) * 1000000)::text AS "${name}"`)
      const others = Object.keys(resultTypes).filter(name => resultTypes[name] !== 'timestamp')
      const quoted = others.map(name => `"${name.replaceAll('"', '""')}"`)
      const text =
        instants.length === 0 ? sql : `SELECT ${[...quoted, ...micros].join(', ')} FROM (${sql}) AS typed`
      const { rows } = await client.query<Readonly<Record<string, unknown>>>(text)
      return rows.map(row => mapped(row, resultTypes))
    },
    close: () => client.end(),
  }
}

function written(type: DataType, cell: Value): unknown {
  if (cell === null) return null
  if (type === 'number') return Object.is(cell, -0) ? '-0' : String(cell)
  if (type !== 'timestamp') return cell
  if (!Number.isFinite(cell)) return cell === Infinity ? 'infinity' : '-infinity'
  const micros = cell as number
  const seconds = Math.floor(micros / 1e6)
  const iso = new Date(seconds * 1000).toISOString().slice(0, 19)
  return `${iso}.${String(micros - seconds * 1e6).padStart(6, '0')}+00`
}

function mapped(
  row: Readonly<Record<string, unknown>>,
  resultTypes: Readonly<Record<string, DataType>>,
): CaseRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, Value] => [
      name,
      resultTypes[name] === 'timestamp' && value !== null ? Number(value) : (value as Value),
    ]),
  )
}
