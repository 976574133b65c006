import type { DataType, LookupNode, Op } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import { commonOps } from './common-ops.ts'
import type { Dialect } from './dialect.ts'
import { quotedIdentifier, quotedText, withExponent } from './literals.ts'
import type { Template } from './template.ts'
import { tree, type SqlTree } from './tree.ts'
import { smallSql, wordsSql } from './words-sql.ts'

const types: Readonly<Record<DataType, string>> = {
  number: 'DOUBLE',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
}

const part = (name: string) => `CAST(${name}({0}) AS DOUBLE)`

const ops: Readonly<Record<Op, Template>> = {
  ...commonOps,
  // nullif would be a macro that repeats the divisor unseen.
  divide: '({0} / CASE WHEN {1} <> 0e0 THEN {1} END)',
  // DuckDB refuses the logarithm and the root of what has none, so those become NULL first.
  sqrt: 'sqrt(CASE WHEN {0} >= 0e0 THEN {0} END)',
  exp: 'exp({0})',
  ln: 'ln(CASE WHEN {0} > 0e0 THEN {0} END)',
  log1p:
    'CASE WHEN {0} > -1e0 THEN CASE WHEN 1e0 + {0} = 1e0 OR isinf({0}) THEN {0} ' +
    'ELSE ln(1e0 + {0}) * ({0} / ((1e0 + {0}) - 1e0)) END END',
  sigmoid: '(1e0 / (1e0 + exp(-{0})))',
  length: part('length'),
  occurrences:
    "(CAST(length({0}) - length(replace({0}, {1}, '')) AS DOUBLE) / CASE WHEN {1} <> '' THEN length({1}) END)",
  words: wordsSql({
    // Four digits, because one alone in braces is an argument of a template.
    escaped: point => `\\x{${point.toString(16).padStart(4, '0')}}`,
    quoted: pattern => `'${pattern}'`,
    // To translate so many letters takes 10 µs a text: only where one is not ASCII.
    small: `(CASE WHEN strlen({0}) = length({0}) THEN lower({0}) ELSE ${smallSql} END)`,
  }),
  hash: "CAST(CAST('0x' || substr(md5({0}), 1, 8) AS BIGINT) AS DOUBLE)",
  toNumber: 'CAST({0} AS DOUBLE)',
  year: part('year'),
  month: part('month'),
  dayOfMonth: part('day'),
  dayOfWeek: part('isodow'),
  dayOfYear: part('dayofyear'),
  hour: part('hour'),
  minute: part('minute'),
  // epoch_us of an infinite timestamp is NULL.
  daysBetween: '(CAST(epoch_us({1}) - epoch_us({0}) AS DOUBLE) / 86400000000e0)',
}

/** DuckDB 1.5. */
export const duckdb: Dialect = {
  name: 'duckdb',
  ops,
  textOps: {},
  // In DuckDB NaN = NaN holds.
  withoutNaN: `CASE WHEN {0} <> 'NaN'::DOUBLE THEN {0} END`,
  results: {},
  fence: '',
  bind: {
    // One lambda over a struct: of nested ones each copies what it sees of those around it.
    mention: (name, i, count) => (count === 1 ? name : `${name}.v${i}`),
    around: (name, values, body) => {
      const [first] = values
      const value = values.length === 1 ? first : `{${values.map((sql, i) => `'v${i}': ${sql}`).join(', ')}}`
      return `list_transform([${value}], lambda ${name}: ${body})[1]`
    },
  },
  // DuckDB turns an IN of five constants or more into a join.
  isOneOf: (input, numbers) => tree`list_contains([${numbers.join(', ')}], ${input})`,
  identifier: quotedIdentifier,
  // A number without an exponent would be a DECIMAL, and its cast to DOUBLE is not correctly rounded.
  number: value => (value < 0 || Object.is(value, -0) ? `(${withExponent(value)})` : withExponent(value)),
  text: value =>
    value.includes('\0')
      ? `(${value.split('\0').map(quotedText).join(' || chr(0) || ')})`
      : quotedText(value),
  timestamp: micros => `make_timestamp(${BigInt(micros)})`,
  missing: type => `CAST(NULL AS ${types[type]})`,
  column: (name, type) => (type === 'number' ? `${quotedIdentifier(name)}::DOUBLE` : quotedIdentifier(name)),
  lookup: textLookup,
}

/** From here on a hash of an ENUM is quicker than comparing (1 M rows, 5,000 keys: 0.1 s instead of 2 s). */
const manyKeys = 48

function textLookup(
  input: SqlTree,
  node: LookupNode,
  value: (found: LookupNode['missing']) => string,
): SqlTree | undefined {
  const { keys, values, missing, unknown, type } = node
  if (keys.length < manyKeys || typeOf(node.input) !== 'text') return undefined
  if (keys.some(key => String(key).includes('\0'))) return undefined
  const list = [...values, unknown, missing].map(value).join(', ')
  const key = keys.map(text => quotedText(String(text))).join(', ')
  const code = tree`enum_code(TRY_CAST(${input} AS ENUM(${key})))::INTEGER`
  const position = [`CASE WHEN `, input, ` IS NULL THEN ${keys.length + 2} ELSE coalesce(`, ...code.pieces]
  return {
    pieces: [`([${list}]::${types[type]}[])[`, ...position, ` + 1, ${keys.length + 1}) END]`],
    atom: false,
  }
}
