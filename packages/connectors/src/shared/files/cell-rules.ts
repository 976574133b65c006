import type { DataType } from '@sluice/expr'
import { sql } from '@sluice/core'
import type { SqlPart } from '@sluice/core'
import { textLiteral } from '../literal.ts'

/** How the text of a cell is read as a value. */
export interface CellRules {
  /** The decimal separator of numbers; default `.`. With a comma, a cell with a point is no number. */
  readonly decimal?: '.' | ','
  /** `strptime` format of timestamps; default ISO 8601. Without an offset a time is UTC. */
  readonly timestampFormat?: string
}

type Reading = (text: SqlPart, rules: CellRules) => SqlPart

/** SQL that reads text as a type and gives NULL where it is not of that type. */
const readings: Readonly<Record<DataType, Reading>> = {
  text: text => text,
  boolean: text => sql`TRY_CAST(${text} AS BOOLEAN)`,
  number: (text, { decimal = '.' }) =>
    decimal === '.'
      ? sql`TRY_CAST(${text} AS DOUBLE)`
      : sql`CASE WHEN contains(${text}, '.') THEN NULL ELSE TRY_CAST(replace(${text}, ',', '.') AS DOUBLE) END`,
  timestamp: (text, { timestampFormat }) =>
    timestampFormat === undefined ? isoTimestamp(text) : formattedTimestamp(text, timestampFormat),
}

/**
 * SQL that is true for text that looks like a type when nothing is declared. Stricter than reading: what would not
 * come back as it was written stays text (leading zeros, a plus sign, more than 15 digits, `1`/`0` as booleans).
 */
const looks: Readonly<Record<Exclude<DataType, 'text'>, Reading>> = {
  boolean: text => sql`lower(${text}) IN ('true', 'false')`,
  timestamp: (text, rules) => sql`(${readings.timestamp(text, rules)}) IS NOT NULL`,
  number: (text, { decimal = '.' }) => {
    const point = decimal === '.' ? '\\.' : ','
    const pattern = `-?(0|[1-9][0-9]{0,14})?(${point}[0-9]+)?([eE][+-]?[0-9]{1,3})?`
    return sql`regexp_full_match(${text}, ${textLiteral(pattern)}) AND regexp_matches(${text}, '[0-9]')`
  },
}

/** Types that are tried for a column without a declared type; `text` is what remains. */
export const sniffed = ['boolean', 'number', 'timestamp'] as const

/** SQL that reads a cell's text as a type; NULL where it does not fit. */
export function readCell(type: DataType, text: SqlPart, rules: CellRules): SqlPart {
  return readings[type](text, rules)
}

/** SQL that is true where a cell looks like a type. */
export function looksLike(type: (typeof sniffed)[number], text: SqlPart, rules: CellRules): SqlPart {
  return looks[type](text, rules)
}

// DuckDB's cast to TIMESTAMP ignores an offset, and its cast to TIMESTAMPTZ reads a time without one in the
// session's time zone; so each is used only where it is right.
const offset = textLiteral(':[0-9]{2}(\\.[0-9]+)? ?([zZ]|[+-][0-9]{2}(:?[0-9]{2})?)$')

function isoTimestamp(text: SqlPart): SqlPart {
  const withOffset = sql`timezone('UTC', TRY_CAST(${text} AS TIMESTAMPTZ))`
  const value = sql`CASE WHEN regexp_matches(${text}, ${offset}) THEN ${withOffset} ELSE TRY_CAST(${text} AS TIMESTAMP) END`
  return sql`CASE WHEN starts_with(${text}, 'e') OR contains(lower(${text}), 'inf') THEN NULL ELSE ${value} END`
}

function formattedTimestamp(text: SqlPart, format: string): SqlPart {
  const value = sql`try_strptime(${text}, ${textLiteral(format)})`
  return format.includes('%z') ? sql`timezone('UTC', ${value})` : sql`CAST(${value} AS TIMESTAMP)`
}
