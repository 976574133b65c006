import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  TIMESTAMP,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { ColumnData, DataType } from '@sluice/expr'
import type { DatasetRef } from '../data/refs.ts'
import type { Chunk, DataSession, TableWriter } from '../data/session.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import type { SqlFragment, SqlValue } from '../sql/fragment.ts'
import { identifier, renderSql } from '../sql/sql.ts'

/** The rows of a table for tests: values by column name, `null` for missing, µs since 1970 for timestamps. */
export type TestRows = readonly Readonly<Record<string, unknown>>[]

const duckdbTypes: Readonly<Record<DataType, string>> = {
  number: 'DOUBLE',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
}
const chunkRows = 1000

/** A {@link DataSession} for tests: a DuckDB in memory, whose datasets are tables of its own. */
export class MemorySession implements DataSession {
  readonly scratch = ''
  /** Every statement that was run, in order. */
  readonly statements: string[] = []
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  #datasets = 0

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance
    this.#connection = connection
  }

  static async open({ threads = 2 } = {}): Promise<MemorySession> {
    const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) })
    return new MemorySession(instance, await instance.connect())
  }

  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }

  /** Makes a table of rows and returns its schema. */
  async table(name: string, types: Readonly<Record<string, DataType>>, rows: TestRows): Promise<TableSchema> {
    const columns = Object.entries(types).map(([column, type]) => ({ name: column, type, nullable: true }))
    const writer = await this.writer(name, { columns })
    for (let from = 0; from < rows.length; from += chunkRows) {
      const part = rows.slice(from, from + chunkRows)
      const data = columns.map(column => [
        column.name,
        columnOf(
          column.type,
          part.map(row => row[column.name]),
        ),
      ])
      await writer.write({ rows: part.length, columns: Object.fromEntries(data) as Chunk['columns'] })
    }
    await writer.close()
    return { columns }
  }

  async run(statement: SqlFragment | string): Promise<void> {
    await this.#execute(statement)
  }

  async rows<R = Record<string, unknown>>(statement: SqlFragment<R> | string): Promise<R[]> {
    const result = await this.#execute(statement)
    const rows = await result.getRowObjects()
    return rows.map(
      row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])) as R,
    )
  }

  async *chunks(statement: SqlFragment | string): AsyncGenerator<Chunk> {
    const { columns } = await this.describe(statement)
    const rows = await this.rows(statement as string)
    for (let from = 0; from < rows.length; from += chunkRows) {
      const part = rows.slice(from, from + chunkRows)
      const data = columns.map(({ name, type }) => [
        name,
        columnOf(
          type,
          part.map(row => row[name]),
        ),
      ])
      yield { rows: part.length, columns: Object.fromEntries(data) as Chunk['columns'] }
    }
  }

  dataset(ref: DatasetRef): SqlFragment {
    return { kind: 'sql', strings: ['', ''], parts: [], ...identifier(ref.digest) }
  }

  async writer(table: string, { columns }: TableSchema): Promise<TableWriter> {
    const list = columns.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${duckdbTypes[type]}`)
    await this.#connection.run(
      `CREATE OR REPLACE TABLE "${table.replaceAll('"', '""')}" (${list.join(', ')})`,
    )
    const appender = await this.#connection.createAppender(table)
    return {
      async write(chunk) {
        for (let i = 0; i < chunk.rows; i++) {
          for (const { name, type } of columns) {
            const value = duckdbValue(type, chunk.columns[name]?.values[i])
            if (value === null) appender.appendNull()
            else appender.appendValue(value, bindTypes[type])
          }
          appender.endRow()
        }
      },
      async close() {
        appender.closeSync()
      },
    }
  }

  async save(query: SqlFragment | string): Promise<DatasetRef> {
    const digest = `dataset_${(this.#datasets += 1)}`
    const schema = await this.describe(query)
    const { text, values } = statementOf(query)
    await this.#connection.run(
      `CREATE TABLE ${digest} AS ${text}`,
      values.map(bound),
      values.map(typeOfValue),
    )
    const [counted] = await this.rows<{ n: number }>(`SELECT count(*) AS n FROM ${digest}`)
    return { kind: 'dataset', digest, rows: counted?.n ?? 0, bytes: 0, schema }
  }

  async describe(query: SqlFragment | string): Promise<TableSchema> {
    const { text, values } = statementOf(query)
    const result = await this.#connection.run(`DESCRIBE ${text}`, values.map(bound), values.map(typeOfValue))
    const rows = await result.getRowObjectsJS()
    return {
      columns: rows.map(row => ({
        name: String(row['column_name']),
        type: canonicalType(String(row['column_type'])),
        nullable: true,
      })),
    }
  }

  #execute(statement: SqlFragment | string) {
    const { text, values } = statementOf(statement)
    this.statements.push(text)
    return this.#connection.run(text, values.map(bound), values.map(typeOfValue))
  }
}

const bindTypes: Readonly<Record<DataType, DuckDBType>> = {
  number: DOUBLE,
  text: VARCHAR,
  boolean: BOOLEAN,
  timestamp: TIMESTAMP,
}

function statementOf(statement: SqlFragment | string) {
  return typeof statement === 'string' ? { text: statement, values: [] } : renderSql(statement)
}

function bound(value: SqlValue): DuckDBValue {
  if (value instanceof Date) return new DuckDBTimestampValue(BigInt(value.getTime()) * 1000n)
  if (value !== null && typeof value === 'object') throw new TypeError('this session binds no lists')
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
}

function typeOfValue(value: SqlValue): DuckDBType {
  if (value instanceof Date) return TIMESTAMP
  if (typeof value === 'number') return Number.isInteger(value) ? BIGINT : DOUBLE
  return typeof value === 'boolean' ? BOOLEAN : typeof value === 'bigint' ? BIGINT : VARCHAR
}

function canonicalType(type: string): DataType {
  if (type === 'VARCHAR') return 'text'
  if (type === 'BOOLEAN') return 'boolean'
  if (type === 'TIMESTAMP' || type === 'DATE') return 'timestamp'
  return 'number'
}

/** Values as `DataSession.rows` gives them. */
function plain(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (value instanceof DuckDBTimestampValue) return new Date(Number(value.micros / 1000n))
  if (value instanceof DuckDBListValue) return value.items.map(plain)
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, item]) => [name, plain(item)]))
  }
  return value
}

function columnOf(type: DataType, values: readonly unknown[]): ColumnData {
  if (type === 'text') return { type, values: values.map(value => (value ?? null) as string | null) }
  if (type === 'boolean') {
    return { type, values: Uint8Array.from(values, value => (value === true ? 1 : value === false ? 0 : 2)) }
  }
  const number = (value: unknown) =>
    value instanceof Date ? value.getTime() * 1000 : ((value ?? Number.NaN) as number)
  return { type, values: Float64Array.from(values, number) }
}

function duckdbValue(type: DataType, value: unknown): DuckDBValue {
  if (value === null || value === undefined || Number.isNaN(value)) return null
  if (type === 'boolean') return value === 2 ? null : value === 1
  if (type === 'timestamp') return new DuckDBTimestampValue(BigInt(value as number))
  return value as DuckDBValue
}
