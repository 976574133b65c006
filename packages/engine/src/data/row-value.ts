import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api'

const dayMs = 86_400_000

/**
 * A DuckDB value as JavaScript: numbers of every kind as number (NaN as null), instants as Date (an infinite one
 * as ±Infinity), lists and structs as arrays and objects, and what has no counterpart (TIME, INTERVAL, UUID) as
 * DuckDB's text.
 */
export function rowValue(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (typeof value !== 'object' || value === null) return value
  // Number() of the text rounds correctly; dividing the digits by a power of ten does not always.
  if (value instanceof DuckDBDecimalValue) return Number(value.toString())
  const ms = millisecondsOf(value)
  if (ms !== undefined) return Number.isFinite(ms) ? new Date(ms) : ms
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(rowValue)
  if (value instanceof DuckDBStructValue) return objectOf(Object.entries(value.entries))
  if (value instanceof DuckDBMapValue) {
    return objectOf(value.entries.map(({ key, value: item }) => [String(rowValue(key)), item]))
  }
  if (value instanceof DuckDBUnionValue) return rowValue(value.value)
  if (value instanceof DuckDBBlobValue) return Uint8Array.from(value.bytes)
  return value.toString()
}

function objectOf(entries: readonly (readonly [string, DuckDBValue])[]): Record<string, unknown> {
  return Object.fromEntries(entries.map(([name, value]) => [name, rowValue(value)]))
}

function millisecondsOf(value: object): number | undefined {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return finite(value, value.micros, 1000n)
  }
  if (value instanceof DuckDBDateValue) return finite(value, BigInt(value.days), 1n) * dayMs
  if (value instanceof DuckDBTimestampMillisecondsValue) return finite(value, value.millis, 1n)
  if (value instanceof DuckDBTimestampSecondsValue) return finite(value, value.seconds, 1n) * 1000
  if (value instanceof DuckDBTimestampNanosecondsValue) return finite(value, value.nanos, 1_000_000n)
  return undefined
}

function finite({ isFinite }: { readonly isFinite: boolean }, units: bigint, by: bigint): number {
  if (!isFinite) return units > 0n ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  const quotient = units / by
  return Number(units < 0n && quotient * by !== units ? quotient - 1n : quotient)
}
