import { rawSql } from '@sluice/core'
import type { Destination } from '@sluice/core'
import { fileDestination } from '../shared/files/file-destination.ts'

/**
 * Writes rows to a CSV file with a header, replacing it as a whole. Missing values are empty fields, empty text is
 * `""`, times are UTC.
 */
export function csvFile({ path }: { readonly path: string }): Destination {
  return fileDestination(path, { kind: 'csv', copyOptions: rawSql('FORMAT csv, HEADER') })
}
