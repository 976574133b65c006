import { identifier, joinSql, rawSql, sql } from '@sluice/core'
import type { ReadContext, SqlPart } from '@sluice/core'
import type { CellColumn, CellRelation } from '../shared/files/cells.ts'
import { escapePattern } from '../shared/files/escape-pattern.ts'
import { numberedRows } from '../shared/files/numbered-rows.ts'
import type { SourceFiles } from '../shared/files/source-files.ts'
import { textList, textLiteral } from '../shared/literal.ts'
import type { JsonLinesOptions } from './source.ts'

/** JSON Lines files as one relation of JSON columns, one for each key of any object, in order of appearance. */
export async function jsonLinesRelation(
  { name, files }: SourceFiles,
  options: JsonLinesOptions,
  { data }: ReadContext,
): Promise<CellRelation> {
  const list = textList(files.map(file => escapePattern(file.path)))
  const lines = sql`${list}, format = 'newline_delimited', records = true, compression = 'uncompressed'`
  // Depth 1 keeps every value as JSON; sampling all of it makes the columns those of the whole file.
  const whole = sql`sample_size = -1, maximum_sample_files = ${rawSql(String(files.length))}, maximum_depth = 1`
  const keys = await data.rows(
    sql<{
      column_name: string
    }>`DESCRIBE SELECT * FROM read_json(${lines}, ${whole}, union_by_name = true)`,
  )
  const names = keys.map(key => key.column_name)
  const columns = joinSql(
    names.map(key => sql`${textLiteral(key)}: 'JSON'`),
    ', ',
  )
  const from = sql`read_json(${lines}, columns = {${columns}})`
  const rows = sql`SELECT * FROM read_json(${lines}, columns = {${columns}}, filename = 'sluice_file')`
  return {
    kind: 'cells',
    name,
    from,
    numbered: numberedRows(rows, files),
    columns: names.map(cellColumn),
    rules: options,
    types: options.types ?? {},
  }
}

function cellColumn(name: string): CellColumn {
  const value = identifier(name)
  const isOf = (...types: readonly string[]): SqlPart =>
    sql`json_type(${value}) IN (${rawSql(types.map(type => `'${type}'`).join(', '))})`
  return {
    name,
    text: sql`(${value} ->> '$')`,
    onlyIf: {
      boolean: isOf('BOOLEAN'),
      number: isOf('BIGINT', 'UBIGINT', 'DOUBLE'),
      timestamp: isOf('VARCHAR'),
    },
  }
}
