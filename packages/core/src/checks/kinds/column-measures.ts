import type { DataType } from '@sluice/expr'
import type { MetricScale } from '../../quality/series/scale.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { rawSql, sql } from '../../sql/sql.ts'
import { countWhere } from './column-sql.ts'

/** A number that a column comes down to. */
export interface ColumnMeasure {
  /** The column must be one of these; any where absent. */
  readonly types?: readonly DataType[]
  readonly scale: MetricScale
  /** How it is read, with the column's name in place of `%`. */
  readonly words: string
  /** An aggregate over the dataset's rows; `value` has NaN as missing. */
  readonly sql: (value: SqlPart, type: DataType) => SqlPart
  /** Of a share: of how many. */
  readonly of?: (value: SqlPart) => SqlPart
}

const numbers = ['number'] as const
const texts = ['text'] as const
const rows = rawSql('count(*)')
const present = (value: SqlPart) => sql`count(${value})`

/** Infinities would take every mean and sum with them; `range` and `numbers are finite` report them. */
function finite(value: SqlPart): SqlPart {
  return sql`CASE WHEN isfinite(${value}) THEN ${value} END`
}

function share(condition: SqlPart, of: SqlPart): SqlPart {
  return sql`${countWhere(condition)}::DOUBLE / nullif(${of}, 0)`
}

function holds(value: SqlPart, type: DataType): SqlPart {
  const conditions = {
    number: sql`${value} <> 0`,
    text: sql`${value} <> ''`,
    boolean: value,
    timestamp: sql`${value} IS NOT NULL`,
  }
  return conditions[type]
}

/** What `check.metric` can be of a column. */
export const columnMeasures = {
  sum: { types: numbers, scale: 'amount', words: 'sum of %', sql: value => sql`sum(${finite(value)})` },
  mean: { types: numbers, scale: 'amount', words: 'mean of %', sql: value => sql`avg(${finite(value)})` },
  median: { types: numbers, scale: 'amount', words: 'median of %', sql: value => sql`median(${value})` },
  deviation: {
    types: numbers,
    scale: 'amount',
    words: 'standard deviation of %',
    sql: value => sql`stddev_pop(${finite(value)})`,
  },
  min: { types: numbers, scale: 'amount', words: 'least %', sql: value => sql`min(${value})` },
  max: { types: numbers, scale: 'amount', words: 'greatest %', sql: value => sql`max(${value})` },
  countDistinct: {
    scale: 'count',
    words: 'number of different %',
    sql: value => sql`count(DISTINCT ${value})`,
  },
  distinctShare: {
    scale: 'share',
    words: 'share of different values of %',
    sql: value => sql`count(DISTINCT ${value})::DOUBLE / nullif(count(${value}), 0)`,
    of: present,
  },
  missing: {
    scale: 'share',
    words: 'share of rows without %',
    sql: value => share(sql`${value} IS NULL`, rows),
    of: () => rows,
  },
  share: {
    scale: 'share',
    words: 'share of rows with %',
    sql: (value, type) => share(holds(value, type), rows),
    of: () => rows,
  },
  zeros: {
    types: numbers,
    scale: 'share',
    words: 'share of zeros in %',
    sql: value => share(sql`${value} = 0`, present(value)),
    of: present,
  },
  negative: {
    types: numbers,
    scale: 'share',
    words: 'share of negative values in %',
    sql: value => share(sql`${value} < 0`, present(value)),
    of: present,
  },
  whole: {
    types: numbers,
    scale: 'share',
    words: 'share of whole numbers in %',
    sql: value => share(sql`${value} = floor(${value})`, present(value)),
    of: present,
  },
  length: {
    types: texts,
    scale: 'amount',
    words: 'mean length of %',
    sql: value => sql`avg(length(${value}))`,
  },
  lower: {
    types: texts,
    scale: 'share',
    words: 'share of % with small letters',
    sql: value => share(sql`${value} <> upper(${value})`, present(value)),
    of: present,
  },
  upper: {
    types: texts,
    scale: 'share',
    words: 'share of % with capital letters',
    sql: value => share(sql`${value} <> lower(${value})`, present(value)),
    of: present,
  },
  digits: {
    types: texts,
    scale: 'share',
    words: 'share of % with digits',
    sql: value => share(sql`regexp_matches(${value}, '[0-9]')`, present(value)),
    of: present,
  },
  letters: {
    types: texts,
    scale: 'share',
    words: 'share of % with letters',
    sql: value => share(sql`regexp_matches(${value}, '[A-Za-z]')`, present(value)),
    of: present,
  },
  empty: {
    types: texts,
    scale: 'share',
    words: 'share of empty %',
    sql: value => share(sql`trim(${value}) = ''`, present(value)),
    of: present,
  },
  padded: {
    types: texts,
    scale: 'share',
    words: 'share of % with blanks at an end',
    sql: value => share(sql`${value} <> trim(${value})`, present(value)),
    of: present,
  },
} as const satisfies Readonly<Record<string, ColumnMeasure>>

/** Name of a number that a column comes down to. */
export type MeasureName = keyof typeof columnMeasures

/** A measure by its name. */
export function columnMeasure(name: MeasureName): ColumnMeasure {
  return columnMeasures[name]
}
