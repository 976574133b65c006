import type { DataType } from '../node/node.ts'
import { commonOps } from './common-ops.ts'
import type { Dialect } from './dialect.ts'
import { quotedIdentifier, quotedText, withExponent } from './literals.ts'

const types: Readonly<Record<DataType, string>> = {
  number: 'DOUBLE',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
}

const part = (name: string) => (a: string) => `${name}(${a})::DOUBLE`

/** DuckDB 1.5. */
export const duckdb: Dialect = {
  name: 'duckdb',
  ops: {
    ...commonOps,
    divide: (a, b) => `(${a} / nullif(${b}, 0e0))`,
    // DuckDB refuses the logarithm and the root of what has none, so those become NULL first.
    sqrt: a => `sqrt(CASE WHEN ${a} >= 0e0 THEN ${a} END)`,
    exp: a => `exp(${a})`,
    ln: a => `ln(CASE WHEN ${a} > 0e0 THEN ${a} END)`,
    // DuckDB has no log1p; x / ((1 + x) - 1) · ln(1 + x) is accurate to a few ulp (Kahan).
    log1p: a =>
      `CASE WHEN ${a} > -1e0 THEN CASE WHEN (1e0 + ${a}) = 1e0 OR isinf(${a}) THEN ${a} ELSE ln(1e0 + ${a}) * (${a} / ((1e0 + ${a}) - 1e0)) END END`,
    sigmoid: a => `(1e0 / (1e0 + exp(-${a})))`,
    length: part('length'),
    toNumber: a => `${a}::DOUBLE`,
    year: part('year'),
    month: part('month'),
    dayOfMonth: part('day'),
    dayOfWeek: part('isodow'),
    dayOfYear: part('dayofyear'),
    hour: part('hour'),
    minute: part('minute'),
    daysBetween: (a, b) => `((epoch_us(${b}) - epoch_us(${a}))::DOUBLE / 86400000000e0)`,
  },
  repeats: new Set(['smallest', 'largest', 'sqrt', 'ln', 'log1p']),
  identifier: quotedIdentifier,
  // A number without an exponent would be a DECIMAL, and its cast to DOUBLE is not correctly rounded.
  number: value => (value < 0 || Object.is(value, -0) ? `(${withExponent(value)})` : withExponent(value)),
  text: value =>
    value.includes('\0')
      ? `(${value.split('\0').map(quotedText).join(' || chr(0) || ')})`
      : quotedText(value),
  timestamp: micros => `make_timestamp(${BigInt(micros)})`,
  missing: type => `CAST(NULL AS ${types[type]})`,
  textComparison: (left, operator, right) => `(${left} ${operator} ${right})`,
  // In DuckDB NaN = NaN holds, so nullif takes it away.
  nullIfNaN: sql => `nullif(${sql}, 'NaN'::DOUBLE)`,
}
