import { stat } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { identifier, sql } from '@sluice/core'
import type { ReadContext, Source, SourceSnapshot, SqlPart, WantedTypes } from '@sluice/core'
import { SourceBusy } from '../errors/source-busy.ts'
import { SourceTableMissing } from '../errors/source-table-missing.ts'
import { SourceUnreadable } from '../errors/source-unreadable.ts'
import { duckdbColumns } from '../shared/duckdb-columns.ts'
import { notFound } from '../shared/files/source-files.ts'
import { textLiteral } from '../shared/literal.ts'
import { createView, schemaOf, withTypes, type Relation } from '../shared/relation.ts'
import { bySimilarity } from '../shared/similar-names.ts'
import { sqlReason } from '../shared/sql-reason.ts'

/** Attaches a database file read-only, which keeps it as it is until `close`. */
export async function openDatabase(path: string, context: ReadContext): Promise<SourceSnapshot> {
  const absolute = resolve(path)
  if ((await stat(absolute).catch(() => undefined)) === undefined) {
    throw await notFound(path, dirname(absolute), basename(absolute), 'there is no such file')
  }
  // The name DuckDB itself gives to the file: views inside may refer to it.
  const database = identifier(basename(absolute, extname(absolute)))
  await attach(path, absolute, database, context)
  const relationOf = async (source: Source, types: WantedTypes = {}) =>
    withTypes(await tableRelation(path, database, source, context), types)
  return {
    schema: async (source, types) => schemaOf((await relationOf(source, types)).columns),
    read: async (source, request) => createView(await relationOf(source, request.types), request, context),
    close: () => context.data.run(sql`DETACH ${database}`),
  }
}

async function attach(
  path: string,
  absolute: string,
  database: SqlPart,
  { data }: ReadContext,
): Promise<void> {
  try {
    await data.run(sql`ATTACH ${textLiteral(absolute)} AS ${database} (READ_ONLY, TYPE duckdb)`)
  } catch (cause) {
    const reason = sqlReason(cause)
    if (reason === undefined) throw cause
    if (/lock on file/i.test(reason)) throw new SourceBusy({ path, cause })
    throw new SourceUnreadable({ path, expected: 'a DuckDB database', reason, cause })
  }
}

async function tableRelation(
  path: string,
  database: SqlPart,
  { describe, table }: Source,
  { data }: ReadContext,
): Promise<Relation> {
  const schema = String(describe['schema'] ?? 'main')
  const found = await data.rows(sql<{ schema: string; name: string }>`
    SELECT table_schema AS "schema", table_name AS "name" FROM information_schema.tables
    WHERE table_catalog = ${basename(path, extname(path))}`)
  // DuckDB's names ignore case.
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  if (!found.some(entry => same(entry.schema, schema) && same(entry.name, table))) {
    const names = found.map(entry => (entry.schema === 'main' ? entry.name : `${entry.schema}.${entry.name}`))
    const wanted = schema === 'main' ? table : `${schema}.${table}`
    throw new SourceTableMissing({
      database: path,
      table: wanted,
      found: bySimilarity(wanted, names),
    })
  }
  const from = sql`${database}.${identifier(schema)}.${identifier(table)}`
  const columns = await duckdbColumns(data, from).catch((cause: unknown) => {
    const reason = sqlReason(cause)
    if (reason === undefined) throw cause
    throw new SourceUnreadable({ path, expected: `a table "${table}"`, reason, cause })
  })
  return { kind: 'relation', name: `${path} table ${table}`, from, columns }
}
