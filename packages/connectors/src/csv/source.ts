import type { Source, WantedTypes } from '@sluice/core'
import type { CellRules } from '../shared/files/cell-rules.ts'
import { fileSource, type BadCells } from '../shared/files/file-source.ts'
import { csvRelation } from './relation.ts'

/** How a CSV file is written. */
export interface CsvOptions extends CellRules {
  /** Default `,`. */
  readonly delimiter?: string
  /** Default `"`; doubled inside a quoted field. Empty: fields are never quoted. */
  readonly quote?: string
  /** Default true: the first record has the names. A list: the file has no header, and these are the names. */
  readonly header?: true | readonly string[]
  /** Words that mean missing besides the empty field, such as `NA`. Compared exactly. */
  readonly nulls?: readonly string[]
  readonly encoding?: 'utf-8' | 'latin-1'
  /** Types of columns; they win over what the pipeline declares. Other columns are sniffed over the whole file. */
  readonly types?: WantedTypes
  /** What to do about cells that do not have the type of their column; default `fail`. */
  readonly badCells?: BadCells
}

/**
 * Reads CSV files: one file, a folder's `*.csv` and `*.csv.gz`, or a pattern such as `orders-*.csv`.
 * Paths are relative to the working directory.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { csv } from '@sluice/connectors'
 *
 * assert.equal(csv('exports/orders.csv.gz', { nulls: ['NA'] }).kind, 'csv')
 * ```
 */
export function csv(path: string, options: CsvOptions = {}): Source {
  const { badCells = 'fail' } = options
  return fileSource(path, {
    kind: 'csv',
    label: 'CSV',
    extensions: ['.csv', '.csv.gz'],
    options: { ...options },
    badCells,
    relation: files => csvRelation(files, options),
  })
}
