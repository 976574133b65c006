import { sql } from '@sluice/core'
import type { ReadContext, Source, SqlPart } from '@sluice/core'
import { SourceUnreadable } from '../errors/source-unreadable.ts'
import { duckdbColumns } from '../shared/duckdb-columns.ts'
import { escapePattern } from '../shared/files/escape-pattern.ts'
import { fileSource } from '../shared/files/file-source.ts'
import type { SourceFile, SourceFiles } from '../shared/files/source-files.ts'
import { textList } from '../shared/literal.ts'
import type { Relation, RelationColumn } from '../shared/relation.ts'

/** How Parquet files are read; there is nothing to choose. */
export type ParquetOptions = Readonly<Record<never, never>>

/**
 * Reads Parquet files: one file, a folder's `*.parquet`, or a pattern. All files must have the columns of the
 * first; nested values are JSON text.
 */
export function parquet(path: string, options: ParquetOptions = {}): Source {
  return fileSource(path, {
    kind: 'parquet',
    label: 'Parquet',
    extensions: ['.parquet'],
    options: { ...options },
    relation: parquetRelation,
  })
}

async function parquetRelation({ name, files }: SourceFiles, { data }: ReadContext): Promise<Relation> {
  const columns = await duckdbColumns(data, readParquet(files.slice(0, 1)))
  for (const file of files.slice(1)) {
    refuseOtherColumns(columns, await duckdbColumns(data, readParquet([file])), file)
  }
  return { kind: 'relation', name, from: readParquet(files), columns }
}

function readParquet(files: readonly SourceFile[]): SqlPart {
  return sql`read_parquet(${textList(files.map(file => escapePattern(file.path)))}, hive_partitioning = false)`
}

// DuckDB finds a difference only when it comes to the file, in the middle of a read, and casts types silently.
function refuseOtherColumns(
  first: readonly RelationColumn[],
  columns: readonly RelationColumn[],
  file: SourceFile,
): void {
  const typed = (list: readonly RelationColumn[]) =>
    list.map(({ name, type }) => `${name} (${type})`).toSorted()
  const [expected, found] = [typed(first), typed(columns)]
  if (expected.join() === found.join()) return
  const reason = `its columns are ${found.join(', ')}, but the first file has ${expected.join(', ')}`
  throw new SourceUnreadable({ path: file.name, expected: 'Parquet', reason })
}
