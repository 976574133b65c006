import type { SqlStatement, TableSchema } from '@sluice/core'
import { castFor, conversionOf, type Conversion } from './canonical-type.ts'
import { ColumnDuplicate } from './column-duplicate.ts'
import { ColumnUnsupported } from './column-unsupported.ts'
import type { Connection } from './connection.ts'
import type { FailedStatement } from './duckdb-error.ts'
import { SqlFailed } from './sql-failed.ts'
import { quoted, shortened, withoutSemicolon } from './statement.ts'

/** A query with the conversion of its columns to canonical types. */
export interface CanonicalQuery {
  /** Every column is nullable: whether values are missing is known only after running. */
  readonly schema: TableSchema
  readonly statement: SqlStatement
  /** What errors of `statement` should speak about: the query as written. */
  readonly failed: FailedStatement
}

const describePrefix = 'DESCRIBE '

/** Binds a query (without running it) and wraps it so that it gives canonical types. */
export async function canonicalQuery(connection: Connection, query: SqlStatement): Promise<CanonicalQuery> {
  const text = withoutSemicolon(query.text)
  await refuseSeveral(connection, query)
  const columns = await describeColumns(connection, query, text)
  refuseDuplicates(columns, query)
  const conversions = columns.map(column => conversionFor(column, query))
  const list = columns.map(
    ({ name }, i) => `${(conversions[i] as Conversion).sql(`c${i}`, i)} AS ${quoted(name)}`,
  )
  const names = columns.map((_, i) => `c${i}`)
  return {
    schema: {
      columns: columns.map(({ name }, i) => ({
        name,
        type: (conversions[i] as Conversion).type,
        nullable: true,
      })),
    },
    // On lines of its own, so that a comment at the query's end ends there.
    statement: {
      text: `SELECT ${list.join(', ')} FROM (\n${text}\n) AS query(${names.join(', ')})`,
      values: query.values,
    },
    failed: { statement: query, columns: columns.map(column => column.name) },
  }
}

async function refuseSeveral(connection: Connection, query: SqlStatement): Promise<void> {
  const count = await connection.countStatements(query)
  if (count === 1) return
  const reason = `one query is expected, and this is ${count} statements; run the others before with run()`
  throw new SqlFailed({ type: 'Parser', reason, statement: shortened(query.text) })
}

interface DescribedColumn {
  readonly name: string
  readonly type: string
}

async function describeColumns(
  connection: Connection,
  query: SqlStatement,
  text: string,
): Promise<readonly DescribedColumn[]> {
  const failed = { statement: query, prefixBytes: describePrefix.length }
  const described = await connection.run({ text: describePrefix + text, values: query.values }, failed)
  const rows = await described.getRowObjectsJS()
  return rows.map(row => ({ name: row['column_name'] as string, type: row['column_type'] as string }))
}

function refuseDuplicates(columns: readonly DescribedColumn[], query: SqlStatement): void {
  const byName = Map.groupBy(columns, column => column.name.toLowerCase())
  const duplicates = [...byName.values()].filter(group => group.length > 1)
  if (duplicates.length === 0) return
  const names = duplicates.map(group => (group[0] as DescribedColumn).name)
  throw new ColumnDuplicate({ columns: names, statement: shortened(query.text) })
}

function conversionFor({ name, type }: DescribedColumn, query: SqlStatement): Conversion {
  const conversion = conversionOf(type)
  if (conversion !== undefined) return conversion
  const cast = castFor(quoted(name), type)
  throw new ColumnUnsupported({ column: name, type, cast, statement: shortened(query.text) })
}
