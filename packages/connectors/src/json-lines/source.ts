import type { Source, WantedTypes } from '@sluice/core'
import { fileSource, type BadCells } from '../shared/files/file-source.ts'
import { jsonLinesRelation } from './relation.ts'

/** How a JSON Lines file is read. */
export interface JsonLinesOptions {
  /** `strptime` format of timestamps; default ISO 8601. */
  readonly timestampFormat?: string
  /** Types of columns; they win over what the pipeline declares. Other columns are sniffed over the whole file. */
  readonly types?: WantedTypes
  /** What to do about values that do not have the type of their column; default `fail`. */
  readonly badCells?: BadCells
}

/**
 * Reads JSON Lines files, one object a line: one file, a folder's `*.jsonl` and `*.jsonl.gz` (or `.ndjson`), or a
 * pattern. Columns are the keys of all objects; nested values are JSON text.
 */
export function jsonLines(path: string, options: JsonLinesOptions = {}): Source {
  const { badCells = 'fail' } = options
  return fileSource(path, {
    kind: 'json-lines',
    label: 'JSON Lines',
    extensions: ['.jsonl', '.jsonl.gz', '.ndjson', '.ndjson.gz'],
    options: { ...options },
    badCells,
    relation: (files, context) => jsonLinesRelation(files, options, context),
  })
}
