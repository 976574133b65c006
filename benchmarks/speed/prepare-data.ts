import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { DuckDBInstance } from '@duckdb/node-api'

/** Rows of the benchmark's table. */
export const rows = 2_000_000
/** Numeric columns, each with 5 % missing. */
export const numbers: readonly string[] = Array.from({ length: 10 }, (_, i) => `n${i}`)
/** Columns of categories with as many values; frequencies fall off, so that the large ones have rare values. */
export const categories: Readonly<Record<string, number>> = { c0: 5, c1: 20, c2: 100, c3: 1000 }

/** Writes the benchmark's table to a Parquet file unless it is there. */
export async function writeRows(path: string): Promise<void> {
  if (existsSync(path)) return
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${rowsSql(rows)}) TO '${path}.part' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
  await rename(`${path}.part`, path)
}

/** The benchmark's rows, the same on every machine, as a query of DuckDB. */
export function rowsSql(count: number): string {
  const columns = [
    ...numbers.map((name, i) => `${numberSql(i)} AS ${name}`),
    ...Object.entries(categories).map(([name, size], i) => `${categorySql(100 + i, size)} AS ${name}`),
  ]
  return `SELECT i AS id, ${columns.join(', ')} FROM range(${count}) r(i)`
}

/** 0 … 1, by row and stream. */
function uniform(stream: number): string {
  return `((hash(i * 1000 + ${stream}) >> 11)::DOUBLE / 9007199254740992e0)`
}

/** Every other column is log-normal, so that clipping has tails to cut. */
function numberSql(i: number): string {
  const normal = `sqrt(-2 * ln(${uniform(3 * i)} + 1e-12)) * cos(6.283185307179586e0 * ${uniform(3 * i + 1)})`
  const value = i % 2 === 0 ? `${10 * i} + ${normal}` : `exp(${normal})`
  return `CASE WHEN ${uniform(3 * i + 2)} >= 0.05 THEN ${value} END`
}

function categorySql(stream: number, size: number): string {
  return `'v' || lpad(floor(${size} * pow(${uniform(stream)}, 2.5))::INTEGER::VARCHAR, 4, '0')`
}
