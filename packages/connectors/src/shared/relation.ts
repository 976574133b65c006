import { identifier, joinSql, rawSql, sql, writtenColumn } from '@sluice/core'
import type {
  ColumnSchema,
  Log,
  ReadContext,
  ReadRequest,
  SqlPart,
  TableSchema,
  WantedTypes,
} from '@sluice/core'
import { SourceColumnInvalid } from '../errors/source-column-invalid.ts'
import { timestampLiteral } from './literal.ts'

/** A column of a relation with the SQL that gives its canonical value. */
export interface RelationColumn extends ColumnSchema {
  readonly value: SqlPart
  /** The exact value as text, for columns that may identify something although they are numbers. */
  readonly text?: SqlPart
  /** The text of the cell, where there are no types. */
  readonly written?: SqlPart
}

/** Something the session can select from: files or a table of an attached database, with typed columns. */
export interface Relation {
  readonly kind: 'relation'
  /** How messages name it. */
  readonly name: string
  readonly from: SqlPart
  readonly columns: readonly RelationColumn[]
}

/** The canonical schema of columns, without what else is known about them. */
export function schemaOf(columns: readonly ColumnSchema[]): TableSchema {
  return { columns: columns.map(({ name, type, nullable }) => ({ name, type, nullable })) }
}

/**
 * The columns that a request asks for, all when it names none.
 *
 * @throws SourceColumnInvalid when a column is not there, or the time column has no time.
 */
export function requestedColumns<C extends ColumnSchema>(
  table: string,
  columns: readonly C[],
  request: ReadRequest,
): { readonly wanted: readonly C[]; readonly time?: C } {
  const found = columns.map(column => column.name)
  const byName = (name: string) => {
    const column = columns.find(candidate => candidate.name === name)
    if (column !== undefined) return column
    throw new SourceColumnInvalid({ table, column: name, reason: 'is not there', found })
  }
  const wanted = request.columns?.map(byName) ?? columns
  if (request.time === undefined) return { wanted }
  const time = byName(request.time.column)
  if (time.type === 'timestamp') return { wanted, time }
  const reason = `is ${time.type}, but rows are cut by it, so it must be a timestamp`
  throw new SourceColumnInvalid({ table, column: time.name, reason, found })
}

/** The relation with numbers as text where that is wanted and exact. */
export function withTypes(relation: Relation, types: WantedTypes): Relation {
  const columns = relation.columns.map((column): RelationColumn => {
    const { name, text } = column
    return types[name] === 'text' && text !== undefined ? { ...column, type: 'text', value: text } : column
  })
  return { ...relation, columns }
}

/** Creates a view of the requested columns and rows of a relation. Rows without a time are left out and logged. */
export async function createView(
  relation: Relation,
  request: ReadRequest,
  { data, log, signal }: ReadContext,
): Promise<void> {
  signal.throwIfAborted()
  const { wanted, time } = requestedColumns(relation.name, relation.columns, request)
  const lenient = new Set(request.lenient)
  const list = wanted.flatMap(({ name, value, written }) => [
    sql`${value} AS ${identifier(name)}`,
    ...(written === undefined || !lenient.has(name)
      ? []
      : [sql`${written} AS ${identifier(writtenColumn(name))}`]),
  ])
  const rows = time === undefined ? rawSql('') : within(time.value, request)
  await data.run(
    sql`CREATE VIEW ${identifier(request.into)} AS SELECT ${joinSql(list, ', ')} FROM ${relation.from}${rows}`,
  )
  if (time === undefined || !time.nullable) return
  const query = sql<{
    n: number
  }>`SELECT count(*) AS n FROM ${relation.from} WHERE ${time.value} IS NULL`
  const [missing] = await data.rows(query)
  logTimeless(log, relation.name, time.name, missing?.n ?? 0)
}

/** Tells how many rows a cut left out because they have no time. */
export function logTimeless(log: Log, table: string, column: string, rows: number): void {
  if (rows === 0) return
  log(`left out rows of ${table} without a value in "${column}": ${rows}`, { table, column, rows })
}

function within(time: SqlPart, { time: bounds }: ReadRequest): SqlPart {
  if (bounds === undefined) return rawSql('')
  const before = sql` WHERE ${time} < ${timestampLiteral(bounds.to)}`
  return bounds.from === undefined ? before : sql`${before} AND ${time} >= ${timestampLiteral(bounds.from)}`
}
