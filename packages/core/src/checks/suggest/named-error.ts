import type { TableSchema } from '../../schema/table-schema.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { identifier, rawSql, sql } from '../../sql/sql.ts'
import { CheckInvalid } from '../check-invalid.ts'
import { rowColumn } from './loads-table.ts'

/** An error that somebody wants to see found, in one load. */
export interface NamedError {
  /** As it is understood, such as `40 % of the rows are gone`. */
  readonly words: string
  readonly apply: (rows: SqlPart) => SqlPart
}

/** How errors are written; for messages. */
export const errorForms = [
  'empty',
  'drop 40 %',
  'twice',
  'spend × 100',
  'spend × 100 in 10 %',
  'spend missing in 50 %',
  'spend zero',
  'without campaign = c1',
] as const

interface Form {
  readonly pattern: RegExp
  readonly make: (words: readonly string[], schema: TableSchema) => NamedError | undefined
}

const forms: readonly Form[] = [
  {
    pattern: /^empty$/i,
    make: () => ({ words: 'no rows', apply: rows => sql`(SELECT * FROM ${rows} WHERE false)` }),
  },
  {
    pattern: /^drop ([\d.]+) ?%$/i,
    make: ([share = '']) => ({
      words: `${share} % of the rows are gone`,
      apply: rows => sql`(SELECT * FROM ${rows} WHERE NOT ${picked(Number(share) / 100)})`,
    }),
  },
  {
    pattern: /^(?:twice|duplicate)$/i,
    make: () => ({
      words: 'every row is there twice',
      apply: rows => sql`(SELECT rows.* FROM ${rows} AS rows, range(2))`,
    }),
  },
  {
    pattern: /^without (.+?) = (.+)$/i,
    make: ([column = '', value = ''], schema) => {
      if (!has(schema, column)) return undefined
      const condition = sql`${identifier(column)}::VARCHAR IS DISTINCT FROM ${value}`
      return {
        words: `rows with "${column}" ${value} are gone`,
        apply: rows => sql`(SELECT * FROM ${rows} WHERE ${condition})`,
      }
    },
  },
  {
    pattern: /^(.+?) ?[×x*] ?([\d.]+)(?: in ([\d.]+) ?%)?$/i,
    make: ([column = '', factor = '', share], schema) => {
      if (!has(schema, column, 'number') || !(Number(factor) > 0)) return undefined
      return changed(
        column,
        `× ${factor}`,
        sql`${identifier(column)} * ${rawSql(`${Number(factor)}::DOUBLE`)}`,
        share,
      )
    },
  },
  {
    pattern: /^(.+?) (?:missing|null)(?: in ([\d.]+) ?%)?$/i,
    make: ([column = '', share], schema) =>
      has(schema, column) ? changed(column, 'missing', rawSql('NULL'), share) : undefined,
  },
  {
    pattern: /^(.+?) (?:zero|0)(?: in ([\d.]+) ?%)?$/i,
    make: ([column = '', share], schema) =>
      has(schema, column, 'number') ? changed(column, '0', rawSql('0e0'), share) : undefined,
  },
]

/**
 * The error that a text names, such as `drop 40 %` or `spend × 100 in 10 %`. It applies to a table that has a number for
 * each row beside the columns of `schema`. Throws {@link CheckInvalid}.
 */
export function namedError(text: string, schema: TableSchema): NamedError {
  for (const { pattern, make } of forms) {
    const [, ...words] = pattern.exec(text.trim()) ?? []
    const found = pattern.test(text.trim()) ? make(words, schema) : undefined
    if (found !== undefined) return found
  }
  const columns = schema.columns.map(({ name }) => name).join(', ')
  const expected = `an error such as ${errorForms.map(form => `"${form}"`).join(', ')}, of a column that is there: ${columns}`
  throw new CheckInvalid({ check: 'simulate', option: 'error', value: text, expected })
}

function changed(column: string, words: string, value: SqlPart, share: string | undefined): NamedError {
  const part = share === undefined ? 1 : Number(share) / 100
  const name = identifier(column)
  return {
    words: `"${column}" ${words}${share === undefined ? '' : ` in ${share} % of the rows`}`,
    apply: rows =>
      sql`(SELECT * REPLACE (CASE WHEN ${picked(part)} THEN ${value} ELSE ${name} END AS ${name}) FROM ${rows})`,
  }
}

function picked(share: number): SqlPart {
  return sql`hash(${rowColumn}) % 10000 < ${rawSql(String(Math.round(share * 10_000)))}`
}

function has({ columns }: TableSchema, column: string, type?: 'number'): boolean {
  return columns.some(found => found.name === column && (type === undefined || found.type === type))
}
