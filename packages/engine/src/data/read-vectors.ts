import duckdb from '@duckdb/node-bindings'
import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { Chunk, TableSchema } from '@sluice/core'
import type { ColumnData } from '@sluice/expr'

const littleEndianHigh = 4_294_967_296
// DuckDB's infinite timestamps: the largest 64-bit integer and its negative.
const infinite = { high: 2_147_483_647, low: 4_294_967_295 }
const negativeInfinite = { high: -2_147_483_648, low: 1 }
// A DuckDB string: 4 bytes of length, then up to 12 bytes of text, or 4 bytes of prefix and a pointer.
const stringBytes = 16
const inlineBytes = 12
// A byte order mark at the start of a text is part of it.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Copies a DuckDB chunk of canonical types into columns of JavaScript. */
export function readChunk(chunk: DuckDBDataChunk, schema: TableSchema): Chunk {
  const rows = chunk.rowCount
  const columns = schema.columns.map(({ name, type }, i): [string, ColumnData] => {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, i)
    return [name, readers[type](vector, rows)]
  })
  return { rows, columns: Object.fromEntries(columns) }
}

const readers = {
  number: readNumbers,
  text: readTexts,
  boolean: readBooleans,
  timestamp: readTimestamps,
} satisfies Record<ColumnData['type'], (vector: duckdb.Vector, rows: number) => ColumnData>

function readNumbers(vector: duckdb.Vector, rows: number): ColumnData {
  const data = duckdb.vector_get_data(vector, rows * Float64Array.BYTES_PER_ELEMENT)
  const values = new Float64Array(rows)
  values.set(new Float64Array(data.buffer, data.byteOffset, rows))
  forEachMissing(vector, rows, i => void (values[i] = Number.NaN))
  return { type: 'number', values }
}

function readTimestamps(vector: duckdb.Vector, rows: number): ColumnData {
  const data = duckdb.vector_get_data(vector, rows * 8)
  const low = new Uint32Array(data.buffer, data.byteOffset, rows * 2)
  const high = new Int32Array(data.buffer, data.byteOffset, rows * 2)
  const values = new Float64Array(rows)
  for (let i = 0; i < rows; i += 1) values[i] = microseconds(high[2 * i + 1] ?? 0, low[2 * i] ?? 0)
  forEachMissing(vector, rows, i => void (values[i] = Number.NaN))
  return { type: 'timestamp', values }
}

// Two halves instead of a BigInt64Array: no bigint is allocated per value (about ten times faster).
function microseconds(high: number, low: number): number {
  if (high === infinite.high && low === infinite.low) return Number.POSITIVE_INFINITY
  if (high === negativeInfinite.high && low === negativeInfinite.low) return Number.NEGATIVE_INFINITY
  return high * littleEndianHigh + low
}

function readBooleans(vector: duckdb.Vector, rows: number): ColumnData {
  const values = Uint8Array.from(duckdb.vector_get_data(vector, rows))
  forEachMissing(vector, rows, i => void (values[i] = 2))
  return { type: 'boolean', values }
}

function readTexts(vector: duckdb.Vector, rows: number): ColumnData {
  const data = duckdb.vector_get_data(vector, rows * stringBytes)
  const lengths = new Uint32Array(data.buffer, data.byteOffset, rows * (stringBytes / 4))
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const values: (string | null)[] = Array.from({ length: rows })
  const missing = missingMask(vector, rows)
  for (let i = 0; i < rows; i += 1) {
    if (missing !== undefined && isMissing(missing, i)) {
      values[i] = null
      continue
    }
    const start = i * stringBytes
    const length = lengths[4 * i] ?? 0
    values[i] =
      length <= inlineBytes
        ? bytes.toString('utf8', start + 4, start + 4 + length)
        : longText(data, start + 8, length)
  }
  return { type: 'text', values }
}

function longText({ buffer, byteOffset }: Uint8Array, pointerAt: number, length: number): string {
  return decoder.decode(duckdb.get_data_from_pointer(buffer as ArrayBuffer, byteOffset + pointerAt, length))
}

/** The bits of the values that are there, or undefined when all are. */
function missingMask(vector: duckdb.Vector, rows: number): Uint8Array | undefined {
  return duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8) ?? undefined
}

function isMissing(mask: Uint8Array, i: number): boolean {
  return (((mask[i >> 3] ?? 0) >> (i & 7)) & 1) === 0
}

function forEachMissing(vector: duckdb.Vector, rows: number, mark: (i: number) => void): void {
  const mask = missingMask(vector, rows)
  if (mask === undefined) return
  for (let start = 0; start < rows; start += 8) {
    if (mask[start >> 3] === 255) continue
    const end = Math.min(start + 8, rows)
    for (let i = start; i < end; i += 1) if (isMissing(mask, i)) mark(i)
  }
}
