import { identifier, joinSql, rawSql, sql } from '@sluice/core'
import type { SqlPart } from '@sluice/core'
import { SourceUnreadable } from '../errors/source-unreadable.ts'
import type { CellRelation } from '../shared/files/cells.ts'
import type { SourceFile, SourceFiles } from '../shared/files/source-files.ts'
import { escapePattern } from '../shared/files/escape-pattern.ts'
import { numberedRows } from '../shared/files/numbered-rows.ts'
import { textList, textLiteral } from '../shared/literal.ts'
import { readHeader } from './header.ts'
import type { CsvOptions } from './source.ts'

/** Files with the same columns in the same order; DuckDB assigns columns by position. */
interface SameHeader {
  readonly names: readonly string[]
  readonly files: SourceFile[]
}

/**
 * CSV files as one relation of text columns. Files may order their columns differently.
 *
 * @throws SourceUnreadable when files have different columns.
 */
export async function csvRelation({ name, files }: SourceFiles, options: CsvOptions): Promise<CellRelation> {
  const groups = await groupByHeader(files, options)
  const names = groups[0]?.names ?? []
  const list = joinSql(names.map(identifier), ', ')
  const rowsOf = (extra: SqlPart, named: boolean) =>
    joinSql(
      groups.map(group => sql`SELECT ${list}${extra} FROM ${readCsv(group, options, named)}`),
      ' UNION ALL ',
    )
  return {
    kind: 'cells',
    name,
    from: sql`(${rowsOf(rawSql(''), false)}) AS files`,
    numbered: numberedRows(rowsOf(rawSql(', sluice_file'), true), files),
    columns: names.map(column => ({ name: column, text: identifier(column) })),
    rules: options,
    types: options.types ?? {},
  }
}

async function groupByHeader(
  files: readonly SourceFile[],
  { delimiter = ',', quote = '"', encoding = 'utf-8', header = true }: CsvOptions,
): Promise<readonly SameHeader[]> {
  if (header !== true) return [{ names: header, files: [...files] }]
  const groups = new Map<string, SameHeader>()
  let first: readonly string[] | undefined
  for (const file of files) {
    const names = await readHeader(file, { delimiter, quote, encoding })
    first ??= names
    refuseOtherColumns(first, names, file, files[0] as SourceFile)
    const group = groups.get(JSON.stringify(names)) ?? { names, files: [] }
    group.files.push(file)
    groups.set(JSON.stringify(names), group)
  }
  return [...groups.values()]
}

function refuseOtherColumns(
  first: readonly string[],
  names: readonly string[],
  file: SourceFile,
  firstFile: SourceFile,
): void {
  const missing = first.filter(name => !names.includes(name))
  const extra = names.filter(name => !first.includes(name))
  if (missing.length === 0 && extra.length === 0) return
  const parts = [
    ...(missing.length > 0 ? [`it has no column ${missing.join(', ')}`] : []),
    ...(extra.length > 0 ? [`it has ${extra.join(', ')} besides`] : []),
  ]
  const reason = `its columns differ from those of ${firstFile.name}: ${parts.join(' and ')}`
  throw new SourceUnreadable({ path: file.name, expected: 'CSV', reason })
}

function readCsv({ names, files }: SameHeader, options: CsvOptions, named: boolean): SqlPart {
  const { delimiter = ',', quote = '"', header = true, nulls = [], encoding = 'utf-8' } = options
  const columns = names.map(name => sql`${textLiteral(name)}: 'VARCHAR'`)
  const settings = [
    sql`${textList(files.map(file => escapePattern(file.path)))}`,
    sql`auto_detect = false`,
    sql`columns = {${joinSql(columns, ', ')}}`,
    sql`header = ${rawSql(String(header === true))}`,
    sql`delim = ${textLiteral(delimiter)}`,
    sql`quote = ${textLiteral(quote)}`,
    sql`escape = ${textLiteral(quote)}`,
    sql`nullstr = ${textList(['', ...nulls])}`,
    sql`encoding = ${textLiteral(encoding)}`,
    sql`compression = 'none'`,
    ...(named ? [sql`filename = 'sluice_file'`] : []),
  ]
  return sql`read_csv(${joinSql(settings, ', ')})`
}
