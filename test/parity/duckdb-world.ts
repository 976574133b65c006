import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import { duckdb, type DataType, type Value } from '@sluice/expr'
import { caseColumns, type CaseRow, type DialectWorld } from '@sluice/expr/testing'

/** DuckDB in memory. */
export async function openDuckdb(): Promise<DialectWorld & { close(): Promise<void> }> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  return {
    dialect: duckdb,
    async load(table, rows) {
      const types = { number: 'DOUBLE', text: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP' }
      const columns = caseColumns.map(({ name, type }) => `${name} ${types[type]}`).join(', ')
      await connection.run(`CREATE OR REPLACE TABLE ${table} (position DOUBLE, ${columns})`)
      const values = rows.map(
        (row, i) =>
          `(${i}, ${caseColumns.map(({ name, type }) => written(type, row[name] ?? null)).join(', ')})`,
      )
      await connection.run(`INSERT INTO ${table} VALUES ${values.join(', ')}`)
    },
    async query(sql, types) {
      const rows = (await connection.runAndReadAll(sql)).getRowObjects()
      return rows.map(row => mapped(row, types))
    },
    close() {
      connection.closeSync()
      instance.closeSync()
      return Promise.resolve()
    },
  }
}

function written(type: DataType, cell: Value): string {
  if (cell === null) return 'NULL'
  if (type === 'text') return `'${String(cell).replaceAll("'", "''")}'`
  if (type === 'timestamp') return Number.isFinite(cell) ? `make_timestamp(${cell})` : `'${cell}'::TIMESTAMP`
  return type === 'number' ? `'${Object.is(cell, -0) ? '-0' : cell}'::DOUBLE` : String(cell)
}

const infinite = 2n ** 63n - 1n

function mapped(
  row: Readonly<Record<string, DuckDBValue>>,
  types: Readonly<Record<string, DataType>>,
): CaseRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, Value] => {
      if (types[name] !== 'timestamp' || value === null) return [name, value as Value]
      const { micros } = value as { micros: bigint }
      const end = micros === infinite ? Infinity : micros === -infinite ? -Infinity : undefined
      return [name, end ?? Number(micros)]
    }),
  )
}
