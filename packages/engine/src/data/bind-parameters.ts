import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  HUGEINT,
  INTEGER,
  LIST,
  SQLNULL,
  TIMESTAMP,
  VARCHAR,
  DuckDBListValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { SqlValue } from '@sluice/core'
import { ParameterInvalid } from './parameter-invalid.ts'

/** Values and DuckDB types in the order of a statement's placeholders. */
export interface BoundParameters {
  readonly values: DuckDBValue[]
  readonly types: DuckDBType[]
}

type Bound = readonly [value: DuckDBValue, type: DuckDBType]

const int32 = { min: -2_147_483_648, max: 2_147_483_647 }
const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }
const hugeint = { min: -(2n ** 127n), max: 2n ** 127n - 1n }

/**
 * Turns JavaScript values into DuckDB parameters.
 *
 * A whole number binds as the integer type it would have as a literal (so `LIMIT ${n}` and `round(x, ${n})`
 * work), any other number as DOUBLE, a Date as a UTC TIMESTAMP, a list as VARCHAR[] or DOUBLE[].
 *
 * @throws ParameterInvalid for anything else; its message has the position and the type, never the value.
 */
export function bindParameters(values: readonly SqlValue[], statement: string): BoundParameters {
  const bound = values.map((value, i) => {
    const pair = bindOne(value)
    if (pair !== undefined) return pair
    throw new ParameterInvalid({ position: i + 1, found: describeType(value), statement })
  })
  return { values: bound.map(([value]) => value), types: bound.map(([, type]) => type) }
}

function bindOne(value: SqlValue): Bound | undefined {
  if (value === null) return [null, SQLNULL]
  if (typeof value === 'string') return [value, VARCHAR]
  if (typeof value === 'number') return bindNumber(value)
  if (typeof value === 'boolean') return [value, BOOLEAN]
  if (typeof value === 'bigint') return bindBigint(value)
  if (value instanceof Date) return bindDate(value)
  return Array.isArray(value) ? bindList(value) : undefined
}

function bindNumber(value: number): Bound {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return [value, DOUBLE]
  return value >= int32.min && value <= int32.max ? [value, INTEGER] : [BigInt(value), BIGINT]
}

function bindBigint(value: bigint): Bound | undefined {
  if (value >= int64.min && value <= int64.max) return [value, BIGINT]
  return value >= hugeint.min && value <= hugeint.max ? [value, HUGEINT] : undefined
}

function bindDate(value: Date): Bound | undefined {
  const ms = value.getTime()
  return Number.isNaN(ms) ? undefined : [new DuckDBTimestampValue(BigInt(ms) * 1000n), TIMESTAMP]
}

function bindList(value: readonly (string | number)[]): Bound | undefined {
  if (value.length === 0) return [new DuckDBListValue([]), LIST(SQLNULL)]
  if (value.every(item => typeof item === 'string')) return [new DuckDBListValue([...value]), LIST(VARCHAR)]
  if (value.every(item => typeof item === 'number')) return [new DuckDBListValue([...value]), LIST(DOUBLE)]
  return undefined
}

function describeType(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (value instanceof Date) return 'an invalid Date'
  if (typeof value === 'bigint') return 'a bigint of more than 128 bits'
  if (Array.isArray(value)) return 'a list that mixes types'
  return typeof value === 'object'
    ? `an object (${value?.constructor?.name ?? 'null prototype'})`
    : `a ${typeof value}`
}
