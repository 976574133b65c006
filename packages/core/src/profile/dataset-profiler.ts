import type { DataType } from '@sluice/expr'
import type { TableSchema } from '../schema/table-schema.ts'
import type { Words } from './column-values.ts'
import type { DatasetProfile, TextColumn } from './dataset-profile.ts'
import { NumberProfiler } from './number-profiler.ts'
import { BooleanProfiler, TextHashProfiler, TimestampProfiler } from './plain-profilers.ts'
import { RowHashes } from './row-hashes.ts'

/** Memory of a column of a chunk. Numbers, instants and hashes of texts have 8 bytes each, truth values 1. */
export interface ColumnMemory {
  readonly bytes: Uint8Array
  /** A bit for each value that is there; null when all are. */
  readonly present: Uint8Array | null
}

/** What of a text column is read from its values and not from their hashes. */
export type TextFacts = Omit<TextColumn, 'name' | 'type' | 'missing' | 'distinct'>

/** What the pass found of a text column. */
export interface TextCounts {
  readonly name: string
  readonly missing: number
  readonly distinct: string
}

type Profiler = NumberProfiler | TextHashProfiler | BooleanProfiler | TimestampProfiler

const make: Readonly<Record<DataType, () => Profiler>> = {
  number: () => new NumberProfiler(),
  text: () => new TextHashProfiler(),
  boolean: () => new BooleanProfiler(),
  timestamp: () => new TimestampProfiler(),
}

/** Profiles a dataset in one pass over chunks of at most `chunkRows` rows. */
export class DatasetProfiler {
  readonly #schema: TableSchema
  readonly #columns: readonly Profiler[]
  readonly #hashes: RowHashes
  #rows = 0

  constructor(schema: TableSchema, chunkRows: number) {
    this.#schema = schema
    this.#columns = schema.columns.map(({ type }) => make[type]())
    this.#hashes = new RowHashes(chunkRows)
  }

  /** Takes a chunk in; `memoryOf` gives the columns by their position. */
  add(rows: number, memoryOf: (column: number) => ColumnMemory): void {
    const hashes = this.#hashes
    hashes.begin()
    this.#columns.forEach((profiler, i) => {
      const { bytes, present } = memoryOf(i)
      if (profiler instanceof BooleanProfiler) return profiler.add(bytes, { rows, present }, hashes)
      const words: Words = { rows, present, words: new Int32Array(bytes.buffer, bytes.byteOffset, 2 * rows) }
      if (!(profiler instanceof NumberProfiler)) return profiler.add(words, hashes)
      profiler.add(words, new Float64Array(bytes.buffer, bytes.byteOffset, rows), hashes)
    })
    hashes.end(rows)
    this.#rows += rows
  }

  /** Counts of the text columns, for who reads the rest of their profile. */
  texts(): readonly TextCounts[] {
    return this.#schema.columns.flatMap(({ name }, i) => {
      const profiler = this.#columns[i]
      return profiler instanceof TextHashProfiler ? [{ name, ...profiler.facts() }] : []
    })
  }

  /** The profile, with the rest of its text columns. */
  profile(texts: ReadonlyMap<string, TextFacts>): DatasetProfile {
    const columns = this.#schema.columns.map(({ name }, i) => {
      const profiler = this.#columns[i] as Profiler
      if (!(profiler instanceof TextHashProfiler)) return profiler.column(name)
      return { name, type: 'text', ...profiler.facts(), ...(texts.get(name) ?? noTexts) } as const
    })
    return { format: 'sluice-profile', version: 1, rows: this.#rows, content: this.#hashes.sketch(), columns }
  }
}

/** Of a column without any text. */
const noTexts: TextFacts = Object.freeze({
  min: null,
  max: null,
  empty: 0,
  length: { min: 0, max: 0, sum: 0 },
  frequent: [],
  patterns: [],
  values: [],
})
