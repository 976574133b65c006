import duckdb from '@duckdb/node-bindings'
import { BOOLEAN, DOUBLE, DuckDBDataChunk, TIMESTAMP, VARCHAR, type DuckDBType } from '@duckdb/node-api'
import type { Chunk, TableSchema } from '@sluice/core'
import type { ColumnData, DataType } from '@sluice/expr'

/** The most rows of one DuckDB chunk. */
export const chunkRows: number = duckdb.vector_size()

const types: Readonly<Record<DataType, DuckDBType>> = {
  number: DOUBLE,
  text: VARCHAR,
  boolean: BOOLEAN,
  timestamp: TIMESTAMP,
}
const halfRange = 4_294_967_296
const encoder = new TextEncoder()

/** Copies rows `start` to `end` (at most {@link chunkRows}) of a checked chunk into a DuckDB chunk. */
export function writeChunk(chunk: Chunk, schema: TableSchema, start: number, end: number): DuckDBDataChunk {
  const target = DuckDBDataChunk.create(
    schema.columns.map(column => types[column.type]),
    end - start,
  )
  schema.columns.forEach(({ name }, i) => {
    const vector = duckdb.data_chunk_get_vector(target.chunk, i)
    writeColumn(vector, chunk.columns[name] as ColumnData, start, end)
  })
  return target
}

function writeColumn(vector: duckdb.Vector, column: ColumnData, start: number, end: number): void {
  if (column.type === 'text') return writeTexts(vector, column.values, start, end)
  if (column.type === 'boolean') return writeBooleans(vector, column.values.subarray(start, end))
  if (column.type === 'timestamp') return writeTimestamps(vector, column.values.subarray(start, end))
  return writeNumbers(vector, column.values.subarray(start, end))
}

function writeNumbers(vector: duckdb.Vector, values: Float64Array): void {
  copyData(vector, values)
  writeValidity(vector, values.length, i => Number.isNaN(values[i]))
}

function writeTimestamps(vector: duckdb.Vector, values: Float64Array): void {
  const halves = new Int32Array(values.length * 2)
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number
    if (Number.isNaN(value)) continue
    const [high, low] = halvesOf(value)
    halves[2 * i] = low
    halves[2 * i + 1] = high
  }
  copyData(vector, halves)
  writeValidity(vector, values.length, i => Number.isNaN(values[i]))
}

function halvesOf(value: number): readonly [high: number, low: number] {
  if (value === Number.POSITIVE_INFINITY) return [0x7f_ff_ff_ff, -1]
  if (value === Number.NEGATIVE_INFINITY) return [-0x80_00_00_00, 1]
  const whole = Math.round(value)
  const high = Math.floor(whole / halfRange)
  return [high, whole - high * halfRange]
}

function writeBooleans(vector: duckdb.Vector, values: Uint8Array): void {
  copyData(
    vector,
    values.map(value => (value === 1 ? 1 : 0)),
  )
  writeValidity(vector, values.length, i => values[i] === 2)
}

function writeTexts(
  vector: duckdb.Vector,
  values: readonly (string | null)[],
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i += 1) {
    const value = values[i]
    if (value === null || value === undefined) continue
    // The plain form takes a C string, which ends at a NUL.
    if (value.includes('\0')) {
      duckdb.vector_assign_string_element_len(vector, i - start, encoder.encode(value))
    } else duckdb.vector_assign_string_element(vector, i - start, value)
  }
  writeValidity(vector, end - start, i => values[start + i] === null || values[start + i] === undefined)
}

function copyData(vector: duckdb.Vector, values: Float64Array | Int32Array | Uint8Array): void {
  duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, values.byteOffset, values.byteLength)
}

function writeValidity(vector: duckdb.Vector, rows: number, isMissing: (i: number) => boolean): void {
  let mask: Uint8Array<ArrayBuffer> | undefined
  for (let i = 0; i < rows; i += 1) {
    if (!isMissing(i)) continue
    mask ??= new Uint8Array(Math.ceil(rows / 64) * 8).fill(255)
    mask[i >> 3] = (mask[i >> 3] as number) & ~(1 << (i & 7))
  }
  if (mask === undefined) return
  duckdb.vector_ensure_validity_writable(vector)
  duckdb.copy_data_to_vector_validity(vector, 0, mask.buffer, mask.byteOffset, mask.byteLength)
}
