import type { TableSchema } from '../../schema/table-schema.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { identifier, joinSql, rawSql, sql } from '../../sql/sql.ts'
import { loadColumn, rowColumn } from './loads-table.ts'

/** A way in which a load can be wrong, as SQL over a table of several loads. */
export interface InjectedError {
  /** In words, such as `"spend" × 100 in 10 % of rows`. */
  readonly name: string
  /** Which kind of wrong, whatever the column: `unit`, `missing`, `rows` and so on. */
  readonly family: string
  /** Absent where all columns are concerned. */
  readonly column?: string
  /** Columns whose values change; absent where rows do. */
  readonly changes?: readonly string[]
  /** The loads with the error in each of them, with the same columns. */
  readonly apply: (loads: SqlPart) => SqlPart
}

const shares = [0.1, 0.5, 1] as const

/**
 * The errors of which checks are expected to see something: those of Auto-Validate-by-History (KDD 2023) written anew
 * (units, missing values, zeros, swapped columns, case, characters, blanks, biased and lost and repeated rows).
 */
export function injectedErrors({ columns }: TableSchema): readonly InjectedError[] {
  const numbers = columns.filter(({ type }) => type === 'number').map(({ name }) => name)
  const texts = columns.filter(({ type }) => type === 'text').map(({ name }) => name)
  return [
    ...rowErrors(),
    ...numbers.flatMap((name, i) => numberErrors(name, numbers[(i + 1) % numbers.length] as string)),
    ...texts.flatMap((name, i) => textErrors(name, texts[(i + 1) % texts.length] as string)),
  ]
}

/** Errors of the rows of a load, whatever their columns. */
export function rowErrors(): readonly InjectedError[] {
  return [
    { name: 'half of the rows', family: 'rows lost', apply: loads => where(loads, picked(0.5, 'rows')) },
    { name: 'a tenth of the rows', family: 'rows lost', apply: loads => where(loads, picked(0.1, 'rows')) },
    { name: 'every row twice', family: 'rows repeated', apply: loads => repeated(loads, 2) },
    { name: 'every row ten times', family: 'rows repeated', apply: loads => repeated(loads, 10) },
  ]
}

function numberErrors(column: string, other: string): readonly InjectedError[] {
  const value = identifier(column)
  const units = [10, 100, 1000].flatMap(factor =>
    [0.1, 1].map(share =>
      changed('unit', column, share, `× ${factor}`, sql`${value} * ${rawSql(`${factor}e0`)}`),
    ),
  )
  return [
    ...units,
    ...shares.map(share => changed('missing', column, share, 'missing', rawSql('NULL'))),
    ...shares.map(share => changed('zero', column, share, '0', rawSql('0e0'))),
    ...(other === column ? [] : shares.map(share => swapped(column, other, share))),
    ...biased(column),
  ]
}

function textErrors(column: string, other: string): readonly InjectedError[] {
  const value = identifier(column)
  // The letter and the place differ from row to row.
  const letter = sql`chr(97 + (hash(${rowColumn}, 'letter') % 26)::INTEGER)`
  const at = sql`(1 + hash(${rowColumn}, 'place') % greatest(1, length(${value})))::INTEGER`
  const before = sql`substr(${value}, 1, ${at} - 1)`
  const changes: readonly (readonly [family: string, words: string, value: SqlPart])[] = [
    [
      'case',
      'in the other case',
      sql`CASE WHEN ${value} = upper(${value}) THEN lower(${value}) ELSE upper(${value}) END`,
    ],
    ['missing', 'missing', rawSql('NULL')],
    ['empty', 'empty', rawSql(`''`)],
    ['characters', 'with a wrong character', sql`${before} || ${letter} || substr(${value}, ${at} + 1)`],
    ['characters', 'with a character too many', sql`${before} || ${letter} || substr(${value}, ${at})`],
    ['characters', 'with a character too few', sql`${before} || substr(${value}, ${at} + 1)`],
    ['padding', 'with blanks at the end', sql`${value} || '  '`],
  ]
  return [
    ...changes.flatMap(([family, words, by]) =>
      shares.map(share => changed(family, column, share, words, by)),
    ),
    ...(other === column ? [] : shares.map(share => swapped(column, other, share))),
    ...biased(column),
  ]
}

function changed(
  family: string,
  column: string,
  share: number,
  words: string,
  value: SqlPart,
): InjectedError {
  return {
    name: `"${column}" ${words}${ofRows(share)}`,
    family,
    column,
    changes: [column],
    apply: loads =>
      replaced(loads, [
        [column, sql`CASE WHEN ${picked(share, column)} THEN ${value} ELSE ${identifier(column)} END`],
      ]),
  }
}

function swapped(column: string, other: string, share: number): InjectedError {
  const [a, b] = [identifier(column), identifier(other)]
  const isIn = picked(share, column)
  return {
    name: `"${column}" and "${other}" exchanged${ofRows(share)}`,
    family: 'swap',
    column,
    changes: [column, other],
    apply: loads =>
      replaced(loads, [
        [column, sql`CASE WHEN ${isIn} THEN ${b} ELSE ${a} END`],
        [other, sql`CASE WHEN ${isIn} THEN ${a} ELSE ${b} END`],
      ]),
  }
}

function biased(column: string): readonly InjectedError[] {
  const value = identifier(column)
  return (['ASC', 'DESC'] as const).flatMap(order =>
    [0.5, 0.1].map(share => ({
      name: `only the ${share * 100} % of rows with the ${order === 'ASC' ? 'least' : 'greatest'} "${column}"`,
      family: 'bias',
      column,
      apply: (loads: SqlPart) =>
        sql`(SELECT * FROM ${loads} QUALIFY row_number() OVER (PARTITION BY ${loadColumn} ORDER BY ${value} ${rawSql(order)}, ${rowColumn})
          <= ${rawSql(String(share))} * count(*) OVER (PARTITION BY ${loadColumn}))`,
    })),
  )
}

/** Rows that are chosen by chance, the same ones every time. */
function picked(share: number, salt: string): SqlPart {
  if (share === 1) return rawSql('true')
  return sql`hash(${rowColumn}, ${salt}) % 1000 < ${rawSql(String(Math.round(share * 1000)))}`
}

function where(loads: SqlPart, condition: SqlPart): SqlPart {
  return sql`(SELECT * FROM ${loads} WHERE ${condition})`
}

function repeated(loads: SqlPart, times: number): SqlPart {
  return sql`(SELECT loads.* FROM ${loads} AS loads, range(${rawSql(String(times))}))`
}

function replaced(loads: SqlPart, values: readonly (readonly [column: string, value: SqlPart])[]): SqlPart {
  const list = joinSql(
    values.map(([column, value]) => sql`${value} AS ${identifier(column)}`),
    ', ',
  )
  return sql`(SELECT * REPLACE (${list}) FROM ${loads})`
}

function ofRows(share: number): string {
  return share === 1 ? '' : ` in ${share * 100} % of rows`
}
