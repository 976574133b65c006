import { ExprInvalid } from '../errors/expr-invalid.ts'
import type { Line } from '../js/knots.ts'
import type { DataType, Op } from '../node/node.ts'
import { commonOps } from './common-ops.ts'
import type { Dialect } from './dialect.ts'
import { quotedIdentifier, quotedText } from './literals.ts'
import { float } from './postgres-float.ts'
import { guardedProgram } from './postgres-guards.ts'
import type { Template } from './template.ts'
import { atom, tree, type SqlTree } from './tree.ts'
import { smallSql, wordsSql } from './words-sql.ts'

/** A timestamp is held as exact seconds since 1970 UTC, because that is the same for `timestamp` and `timestamptz`. */
const types: Readonly<Record<DataType, string>> = {
  number: 'float8',
  text: 'text',
  boolean: 'boolean',
  timestamp: 'numeric',
}

const [zero, one] = [float(0), float(1)]

/** Beyond these, exp overflows or underflows; PostgreSQL refuses both instead of giving Infinity or 0. */
const largestExponent = float(709.782712893384)
const smallestExponent = float(-745.133219101941)

const finite = `nullif(nullif({0}, 'Infinity'), '-Infinity')`
const date = `(date '1970-01-01' + floor(${finite} / 86400)::int)`
const part = (name: string) => `extract(${name} from ${date})::float8`
/** The time of day: what is left of a unit of seconds, in smaller units. */
const clock = (unit: number, smaller: number) =>
  `floor(mod(mod(${finite}, ${unit}) + ${unit}, ${unit}) / ${smaller})::float8`

const escapedPoint = (letter: string, point: number, digits: number) =>
  `\\\\${letter}${point.toString(16).padStart(digits, '0')}`

const ops: Readonly<Record<Op, Template>> = {
  ...commonOps,
  divide: `({0} / nullif({1}, ${zero}))`,
  sqrt: `sqrt(CASE WHEN {0} >= ${zero} THEN {0} END)`,
  exp:
    `CASE WHEN {0} > ${largestExponent} THEN ${float(Infinity)} ` +
    `WHEN {0} < ${smallestExponent} THEN ${zero} ELSE exp({0}) END`,
  ln: `ln(CASE WHEN {0} > ${zero} THEN {0} END)`,
  log1p:
    `CASE WHEN {0} > ${float(-1)} THEN CASE WHEN ${one} + {0} = ${one} OR {0} = ${float(Infinity)} THEN {0} ` +
    `ELSE ln(${one} + {0}) * ({0} / ((${one} + {0}) - ${one})) END END`,
  // Above 40, 1 + exp(-x) is 1.
  sigmoid:
    `CASE WHEN {0} < -${largestExponent} THEN ${zero} WHEN {0} > ${float(40)} THEN ${one} ` +
    `ELSE ${one} / (${one} + exp(-{0})) END`,
  length: 'length({0})::float8',
  occurrences: `((length({0}) - length(replace({0}, {1}, '')))::float8 / CASE WHEN {1} <> '' THEN length({1}) END)`,
  words: wordsSql({
    // A text here cannot hold the character 0.
    escaped: point =>
      point > 0xffff ? escapedPoint('U', point, 8) : escapedPoint('u', Math.max(1, point), 4),
    quoted: pattern => `E'${pattern}'`,
    small: smallSql,
  }),
  hash: `('x' || substr(md5(convert_to({0}, 'UTF8')), 1, 8))::bit(32)::bigint::float8`,
  toNumber: '({0})::int::float8',
  // PostgreSQL has no year 0: it calls it -1.
  year: `(extract(year from ${date}) + CASE WHEN {0} < -62135596800 THEN 1 ELSE 0 END)::float8`,
  month: part('month'),
  dayOfMonth: part('day'),
  dayOfWeek: part('isodow'),
  dayOfYear: part('doy'),
  hour: clock(86_400, 3600),
  minute: clock(3600, 60),
  daysBetween: `(((${finite.replaceAll('{0}', '{1}')} - ${finite}) * 1000000)::float8 / ${float(86_400_000_000)})`,
}

const codePointOrder = (operator: string) => `({0} COLLATE "C" ${operator} {1})`

/** PostgreSQL 14 and newer. */
export const postgres: Dialect = {
  name: 'postgres',
  ops,
  textOps: {
    less: codePointOrder('<'),
    lessOrEqual: codePointOrder('<='),
    greater: codePointOrder('>'),
    greaterOrEqual: codePointOrder('>='),
  },
  withoutNaN: `nullif({0}, ${float(Number.NaN)})`,
  guarded: guardedProgram,
  results: {
    // Exact where to_timestamp would round; infinities have no microseconds.
    timestamp:
      `coalesce(timestamptz 'epoch' + (${finite} * 1000000)::float8 * interval '1 microsecond', ` +
      `to_timestamp(({0})::float8))`,
  },
  fence: ' OFFSET 0',
  bind: {
    mention: (name, i) => `${name}_${i}`,
    around: (name, values, body) => {
      const list = values.map((sql, i) => `${sql} AS ${name}_${i}`).join(', ')
      return `(SELECT ${body} FROM (SELECT ${list} OFFSET 0) AS ${name})`
    },
  },
  isOneOf: (input, numbers) => tree`${input} IN (${numbers.join(', ')})`,
  identifier: quotedIdentifier,
  number: float,
  text: value => {
    if (value.includes('\0')) {
      throw new ExprInvalid({
        where: `text constant ${JSON.stringify(value)}`,
        reason: 'holds a NUL character, which PostgreSQL cannot store',
      })
    }
    // The escape form means the same whatever standard_conforming_strings is.
    return value.includes('\\')
      ? `E${quotedText(value.replaceAll('\\', '\\\\'))}::text`
      : `${quotedText(value)}::text`
  },
  timestamp: micros => `${seconds(micros)}::numeric`,
  missing: type => `NULL::${types[type]}`,
  column: (name, type) =>
    type === 'timestamp'
      ? `extract(epoch from ${quotedIdentifier(name)})`
      : `${quotedIdentifier(name)}::${types[type]}`,
  bucket: (input, edges) => tree`width_bucket(${input}, ${floats(edges)})::float8`,
  interpolate,
}

/** Microseconds as exact seconds. */
function seconds(micros: number): string {
  const text = String(Math.abs(micros)).padStart(7, '0')
  return `'${micros < 0 ? '-' : ''}${text.slice(0, -6)}.${text.slice(-6)}'`
}

function floats(values: Iterable<number>): string {
  return `'{${[...values].join(',')}}'::float8[]`
}

/** Within the knots a piece is found by halves; outside, the input is moved to the nearest end. */
function interpolate(
  input: SqlTree,
  { xs, ys, slopes }: Line,
  times: (a: SqlTree, b: SqlTree) => SqlTree,
): SqlTree {
  const [first, last] = [float(xs[0] as number), float(xs.at(-1) as number)]
  const [x, i] = [atom('knot_x'), atom('knot_i')]
  const rise = times(tree`(${floats([...slopes, 0])})[${i}]`, tree`(${x} - (${floats(xs)})[${i}])`)
  const inside = tree`CASE WHEN ${input} < ${first} THEN ${first} WHEN ${input} > ${last} THEN ${last} ELSE ${input} END`
  const found = tree`(SELECT ${x}, width_bucket(${x}, ${floats(xs)}) AS ${i} FROM (SELECT ${inside} AS ${x} OFFSET 0) AS s OFFSET 0)`
  return tree`(SELECT ${rise} + (${floats(ys)})[${i}] FROM ${found} AS s)`
}
