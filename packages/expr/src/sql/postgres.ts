import { ExprInvalid } from '../errors/expr-invalid.ts'
import type { DataType } from '../node/node.ts'
import { commonOps } from './common-ops.ts'
import type { Dialect } from './dialect.ts'
import { quotedIdentifier, quotedText, withExponent } from './literals.ts'

const types: Readonly<Record<DataType, string>> = {
  number: 'double precision',
  text: 'text',
  boolean: 'boolean',
  timestamp: 'timestamptz',
}

const part = (name: string) => (a: string) =>
  `extract(${name} from ${a} AT TIME ZONE 'UTC')::double precision`
const float = (text: string) => `'${text}'::double precision`

/** Beyond these, exp overflows or underflows; PostgreSQL refuses both instead of giving Infinity or 0. */
const largestExponent = float('709.782712893384')
const smallestExponent = float('-745.133219101941')

/**
 * PostgreSQL 14 and newer. Arithmetic that overflows or underflows a double is refused by PostgreSQL
 * (`numeric_value_out_of_range`) where other engines give Infinity or 0; everything else is equal.
 */
export const postgres: Dialect = {
  name: 'postgres',
  ops: {
    ...commonOps,
    divide: (a, b) => `(${a} / nullif(${b}, ${float('0')}))`,
    sqrt: a => `sqrt(CASE WHEN ${a} >= ${float('0')} THEN ${a} END)`,
    exp: a => exp(a),
    ln: a => `ln(CASE WHEN ${a} > ${float('0')} THEN ${a} END)`,
    log1p: a =>
      `CASE WHEN ${a} > ${float('-1')} THEN CASE WHEN (${float('1')} + ${a}) = ${float('1')} OR ${a} = ${float('Infinity')} THEN ${a} ` +
      `ELSE ln(${float('1')} + ${a}) * (${a} / ((${float('1')} + ${a}) - ${float('1')})) END END`,
    sigmoid: a =>
      `CASE WHEN ${a} < -${largestExponent} THEN ${float('0')} ELSE ${float('1')} / (${float('1')} + ${exp(`(-${a})`)}) END`,
    // Text compares by code point whatever the database's collation.
    length: a => `length(${a})::double precision`,
    toNumber: a => `CASE WHEN ${a} THEN ${float('1')} WHEN NOT ${a} THEN ${float('0')} END`,
    year: part('year'),
    month: part('month'),
    dayOfMonth: part('day'),
    dayOfWeek: part('isodow'),
    dayOfYear: part('doy'),
    hour: part('hour'),
    minute: part('minute'),
    daysBetween: (a, b) =>
      `(((extract(epoch from ${b}) - extract(epoch from ${a})) * 1000000)::double precision / ${float('86400000000')})`,
  },
  repeats: new Set(['smallest', 'largest', 'sqrt', 'ln', 'log1p', 'exp', 'sigmoid', 'toNumber']),
  identifier: quotedIdentifier,
  number: value => float(withExponent(value)),
  text: value => {
    if (value.includes('\0')) {
      throw new ExprInvalid({
        where: 'text constant',
        reason: 'holds a NUL character, which PostgreSQL cannot store',
      })
    }
    return `${quotedText(value)}::text`
  },
  timestamp: micros => `(timestamptz '1970-01-01 00:00:00+00' + interval '${BigInt(micros)} microseconds')`,
  missing: type => `CAST(NULL AS ${types[type]})`,
  textComparison: (left, operator, right) => `(${left} COLLATE "C" ${operator} ${right})`,
  nullIfNaN: sql => `nullif(${sql}, ${float('NaN')})`,
}

function exp(a: string): string {
  return (
    `CASE WHEN ${a} > ${largestExponent} THEN ${float('Infinity')} WHEN ${a} < ${smallestExponent} THEN ${float('0')} ` +
    `ELSE exp(${a}) END`
  )
}
