import { rawSql } from '@sluice/core'
import type { Destination } from '@sluice/core'
import { fileDestination } from '../shared/files/file-destination.ts'

/**
 * Writes rows to a Parquet file, replacing it as a whole: whoever reads it sees the old or the new rows, never a part.
 * The folder is created. The path is relative to the working directory.
 */
export function parquetFile({ path }: { readonly path: string }): Destination {
  return fileDestination(path, {
    kind: 'parquet',
    copyOptions: rawSql('FORMAT parquet, COMPRESSION zstd'),
  })
}
