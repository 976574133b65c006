import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import pg from 'pg'
import {
  compileJs,
  duckdb,
  interpretJs,
  postgres,
  selectSql,
  typeOf,
  type ColumnData,
  type DataType,
  type ExprNode,
} from '@sluice/expr'
import { columns, type GeneratedRow } from './expression-arbitrary.ts'

/** What an engine gave for an expression over a row; missing is null, timestamps are microseconds. */
export type Cell = number | string | boolean | null

/** Something that evaluates expressions over rows: for each expression, a cell per row. */
export interface ParityEngine {
  readonly name: string
  evaluate(nodes: readonly ExprNode[], rows: readonly GeneratedRow[]): Promise<readonly (readonly Cell[])[]>
  close(): Promise<void>
}

const nothing = () => Promise.resolve()

/** Generated code, row by row. */
export const generatedRows: ParityEngine = {
  name: 'generated code',
  evaluate: (nodes, rows) => Promise.resolve(byRow(compileJs, nodes, rows)),
  close: nothing,
}

/** The interpreter, row by row. */
export const interpretedRows: ParityEngine = {
  name: 'interpreter',
  evaluate: (nodes, rows) => Promise.resolve(byRow(interpretJs, nodes, rows)),
  close: nothing,
}

/** Generated code over column arrays. */
export const generatedBatch: ParityEngine = {
  name: 'generated code in batch',
  evaluate: (nodes, rows) => Promise.resolve(byBatch(compileJs, nodes, rows)),
  close: nothing,
}

/** The interpreter over column arrays. */
export const interpretedBatch: ParityEngine = {
  name: 'interpreter in batch',
  evaluate: (nodes, rows) => Promise.resolve(byBatch(interpretJs, nodes, rows)),
  close: nothing,
}

type Compile = typeof compileJs

function named(nodes: readonly ExprNode[]): Record<string, ExprNode> {
  return Object.fromEntries(nodes.map((node, i) => [`o${i}`, node]))
}

function byRow(
  compile: Compile,
  nodes: readonly ExprNode[],
  rows: readonly GeneratedRow[],
): readonly (readonly Cell[])[] {
  const compiled = compile(named(nodes))
  const results = rows.map(row => compiled.row(row))
  return nodes.map((_, i) => results.map(result => result[`o${i}`] ?? null))
}

function byBatch(
  compile: Compile,
  nodes: readonly ExprNode[],
  rows: readonly GeneratedRow[],
): readonly (readonly Cell[])[] {
  const batch = Object.fromEntries(
    columns.map(({ name, type }) => [
      name,
      columnData(
        type,
        rows.map(row => row[name] ?? null),
      ),
    ]),
  )
  const result = compile(named(nodes)).batch(batch, rows.length)
  return nodes.map((_, i) => cellsOf(result[`o${i}`] as ColumnData, rows.length))
}

function columnData(type: DataType, cells: readonly Cell[]): ColumnData {
  if (type === 'text') return { type, values: cells as (string | null)[] }
  if (type === 'boolean')
    return { type, values: Uint8Array.from(cells, cell => (cell === null ? 2 : Number(cell))) }
  return { type, values: Float64Array.from(cells, cell => (cell === null ? Number.NaN : Number(cell))) }
}

function cellsOf(column: ColumnData, rows: number): readonly Cell[] {
  return Array.from({ length: rows }, (_, i) => {
    const value = column.values[i] as Cell
    if (column.type === 'boolean') return value === 2 ? null : value === 1
    return typeof value === 'number' && Number.isNaN(value) ? null : value
  })
}

/** DuckDB in memory. */
export async function duckdbEngine(): Promise<ParityEngine> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'UTC'`)
  await connection.run(
    'CREATE TABLE cases (row_number INTEGER, n1 DOUBLE, n2 DOUBLE, t1 VARCHAR, t2 VARCHAR, b1 BOOLEAN, b2 BOOLEAN, s1 TIMESTAMP, s2 TIMESTAMP)',
  )
  return {
    name: 'DuckDB',
    async evaluate(nodes, rows) {
      await connection.run('DELETE FROM cases')
      for (const [i, row] of rows.entries()) {
        await connection.run(
          `INSERT INTO cases VALUES (${[i, ...columns.map(({ name, type }) => duckdbValue(type, row[name] ?? null))].join(', ')})`,
        )
      }
      return nodesInSql(nodes, rows.length, async batch => {
        const text = selectSql(duckdb, { outputs: named(batch), from: 'cases', keep: ['row_number'] })
        return duckdbRows(connection, `SELECT * FROM (${text}) ORDER BY row_number`)
      })
    },
    async close() {
      connection.closeSync()
      instance.closeSync()
      await nothing()
    },
  }
}

async function duckdbRows(
  connection: DuckDBConnection,
  text: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await connection.runAndReadAll(text)).getRowObjects()
}

function duckdbValue(type: DataType, cell: Cell): string {
  if (cell === null) return 'NULL'
  if (type === 'timestamp') return `make_timestamp(${cell as number})`
  if (type === 'text') return `'${(cell as string).replaceAll("'", "''")}'`
  return type === 'number' ? `'${Object.is(cell, -0) ? '-0' : String(cell)}'::DOUBLE` : String(cell)
}

/** A real PostgreSQL. */
export async function postgresEngine(url: string): Promise<ParityEngine> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    'CREATE TEMP TABLE cases (row_number int, n1 float8, n2 float8, t1 text, t2 text, b1 bool, b2 bool, s1 timestamptz, s2 timestamptz)',
  )
  await client.query(`SET extra_float_digits = 3`)
  return {
    name: 'PostgreSQL',
    async evaluate(nodes, rows) {
      await client.query('TRUNCATE cases')
      const values = rows.map((row, i) => [
        i,
        ...columns.map(({ name, type }) => postgresValue(type, row[name] ?? null)),
      ])
      for (const value of values)
        await client.query(
          'INSERT INTO cases VALUES ($1,$2,$3,$4,$5,$6,$7,$8::timestamptz,$9::timestamptz)',
          value,
        )
      const fetch = async (batch: readonly ExprNode[], where = 'true') => {
        const text = selectSql(postgres, { outputs: named(batch), from: 'cases', keep: ['row_number'] })
        const list = batch.map((node, i) =>
          typeOf(node) === 'timestamp' ? `(extract(epoch from o${i}) * 1000000)::text AS o${i}` : `o${i}`,
        )
        const result = await client.query(
          `SELECT ${list.join(', ')} FROM (${text}) s WHERE ${where} ORDER BY row_number`,
        )
        return result.rows as Readonly<Record<string, unknown>>[]
      }
      try {
        return await nodesInSql(nodes, rows.length, batch => fetch(batch))
      } catch (error) {
        if (!isOutOfRange(error)) throw error
        return Promise.all(nodes.map(node => oneByOne(node, rows.length, where => fetch([node], where))))
      }
    },
    close: () => client.end(),
  }
}

/** Stands for a cell that PostgreSQL refused to compute because a double overflowed or underflowed. */
export const refused = 'refused: out of range'

function isOutOfRange(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '22003'
}

async function oneByOne(
  node: ExprNode,
  rows: number,
  fetch: (where: string) => ReturnType<Fetch>,
): Promise<readonly Cell[]> {
  const cells: Cell[] = []
  for (let i = 0; i < rows; i++) {
    try {
      const [row] = await fetch(`row_number = ${i}`)
      cells.push(sqlCell(typeOf(node), row?.['o0']))
    } catch (error) {
      if (!isOutOfRange(error)) throw error
      cells.push(refused)
    }
  }
  return cells
}

function postgresValue(type: DataType, cell: Cell): unknown {
  if (cell === null) return null
  if (type === 'number') return Object.is(cell, -0) ? '-0' : String(cell)
  if (type !== 'timestamp') return cell
  const micros = cell as number
  const seconds = Math.floor(micros / 1e6)
  const iso = new Date(seconds * 1000).toISOString().slice(0, 19)
  return `${iso}.${String(micros - seconds * 1e6).padStart(6, '0')}+00`
}

type Fetch = (batch: readonly ExprNode[]) => Promise<readonly Readonly<Record<string, unknown>>[]>

async function nodesInSql(
  nodes: readonly ExprNode[],
  rows: number,
  fetch: Fetch,
): Promise<readonly (readonly Cell[])[]> {
  const found = await fetch(nodes)
  if (found.length !== rows) throw new Error(`expected ${rows} rows, got ${found.length}`)
  return nodes.map((node, i) => found.map(row => sqlCell(typeOf(node), row[`o${i}`])))
}

function sqlCell(type: DataType, value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (type !== 'timestamp') return value as Cell
  if (typeof value === 'object' && 'micros' in value) return Number(value.micros)
  return Number(value)
}
