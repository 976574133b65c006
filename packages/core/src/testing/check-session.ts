import {
  BOOLEAN,
  DuckDBInstance,
  DuckDBTimestampValue,
  DOUBLE,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { SluiceError, type DataType } from '@sluice/expr'
import type { DatasetRef } from '../data/refs.ts'
import type { DataSession } from '../data/session.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import type { SqlFragment, SqlValue } from '../sql/fragment.ts'
import { identifier, renderSql, sql } from '../sql/sql.ts'
import type { History, HistoryPoint } from '../checks/history.ts'

const canonical: Readonly<Record<string, DataType>> = {
  DOUBLE: 'number',
  INTEGER: 'number',
  BIGINT: 'number',
  VARCHAR: 'text',
  BOOLEAN: 'boolean',
  TIMESTAMP: 'timestamp',
}

/** A DuckDB in memory for tests of checks. */
export class TestSession {
  readonly #connection: DuckDBConnection
  readonly data: DataSession
  /** Statements of `rows`, in order. */
  readonly queries: string[] = []
  #datasets = 0

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection
    this.data = {
      scratch: '',
      run: async statement => void (await this.#run(statement)),
      rows: async statement => (await this.rows(statement)) as never,
      dataset: ref => sql`${identifier(ref.digest)}`,
      save: query => this.save(query),
      describe: query => this.describe(query),
      chunks: refuse,
      writer: refuse,
    }
  }

  static async open(): Promise<TestSession> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
    return new TestSession(await instance.connect())
  }

  async rows(statement: SqlFragment | string): Promise<Record<string, unknown>[]> {
    this.queries.push(typeof statement === 'string' ? statement : renderSql(statement).text)
    const rows = await (await this.#run(statement)).getRowObjectsJS()
    return rows.map(row =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'bigint' ? Number(value) : Number.isNaN(value) ? null : value,
        ]),
      ),
    )
  }

  async describe(query: SqlFragment | string): Promise<TableSchema> {
    const { text } = typeof query === 'string' ? { text: query } : renderSql(query)
    const columns = await this.rows(`DESCRIBE ${text}`)
    return {
      columns: columns.map(column => ({
        name: String(column['column_name']),
        type: canonical[String(column['column_type'])] ?? 'text',
        nullable: true,
      })),
    }
  }

  async save(query: SqlFragment | string): Promise<DatasetRef> {
    const digest = `dataset_${(this.#datasets += 1)}`
    const body = typeof query === 'string' ? query : renderSql(query).text
    await this.#run(`CREATE TABLE ${digest} AS ${body}`)
    const [counted] = await this.rows(`SELECT count(*) AS rows FROM ${digest}`)
    const schema = await this.describe(`SELECT * FROM ${digest}`)
    return { kind: 'dataset', digest, rows: Number(counted?.['rows']), bytes: 0, schema }
  }

  #run(statement: SqlFragment | string) {
    const { text, values } =
      typeof statement === 'string' ? { text: statement, values: [] } : renderSql(statement)
    const bound = values.map(bind)
    return this.#connection
      .run(
        text,
        bound.map(([value]) => value),
        bound.map(([, type]) => type),
      )
      .catch((cause: unknown) => {
        throw new TestSqlFailed(String(cause))
      })
  }
}

function bind(value: SqlValue): [DuckDBValue, DuckDBType] {
  if (typeof value === 'string') return [value, VARCHAR]
  if (typeof value === 'number') return Number.isInteger(value) ? [value, INTEGER] : [value, DOUBLE]
  if (typeof value === 'boolean') return [value, BOOLEAN]
  if (value instanceof Date) return [new DuckDBTimestampValue(BigInt(value.getTime()) * 1000n), TIMESTAMP]
  throw new TypeError(`tests do not bind ${typeof value}`)
}

function refuse(): never {
  throw new Error('tests of checks do not use this')
}

/** History in memory; `succeed` makes what was recorded history of the next run. */
export class TestHistory implements History {
  readonly #points = new Map<string, HistoryPoint[]>()
  readonly #recorded = new Map<string, number>()
  readonly #details = new Map<string, string>()

  read(metric: string, limit?: number): Promise<readonly HistoryPoint[]> {
    const points = this.#points.get(metric) ?? []
    return Promise.resolve(limit === undefined ? points : points.slice(-limit))
  }

  record(metric: string, value: number, detail?: string): Promise<void> {
    this.#recorded.set(metric, value)
    if (detail !== undefined) this.#details.set(metric, detail)
    return Promise.resolve()
  }

  /** The run ends well. */
  succeed(run: string, asOf: Date): void {
    for (const [metric, value] of this.#recorded) {
      const detail = this.#details.get(metric)
      this.add(metric, { run, asOf, value, ...(detail !== undefined && { detail }) })
    }
    this.#recorded.clear()
    this.#details.clear()
  }

  add(metric: string, point: HistoryPoint): void {
    this.#points.set(metric, [...(this.#points.get(metric) ?? []), point])
  }

  /** Weekly runs before `asOf` that left `values`, oldest first. */
  addWeekly(metric: string, asOf: Date, values: readonly number[]): void {
    values.forEach((value, i) => {
      const weeks = values.length - i
      this.add(metric, { run: `run-${i}`, asOf: new Date(asOf.getTime() - weeks * 7 * 86_400_000), value })
    })
  }

  get recorded(): ReadonlyMap<string, number> {
    return this.#recorded
  }
}

class TestSqlFailed extends SluiceError {
  readonly code = 'test-sql-failed'
}
