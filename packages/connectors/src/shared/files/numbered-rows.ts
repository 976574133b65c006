import { joinSql, sql } from '@sluice/core'
import type { SqlPart } from '@sluice/core'
import { textLiteral } from '../literal.ts'
import type { SourceFile } from './source-files.ts'

/**
 * Rows, in the order of the files, with `sluice_file` and the `sluice_row` in it, counted from 1. `rows` is a query with the
 * column `sluice_file`.
 */
export function numberedRows(rows: SqlPart, files: readonly SourceFile[]): SqlPart {
  const names = joinSql(
    files.map(file => sql`WHEN ${textLiteral(file.path)} THEN ${textLiteral(file.name)}`),
    ' ',
  )
  return sql`(
    SELECT * EXCLUDE (sluice_file, sluice_row),
      sluice_row - min(sluice_row) OVER (PARTITION BY sluice_file) + 1 AS sluice_row,
      CASE sluice_file ${names} ELSE sluice_file END AS sluice_file
    FROM (SELECT *, row_number() OVER () AS sluice_row FROM (${rows}))
  )`
}
