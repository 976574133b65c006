import type { DataType } from '@sluice/expr'
import type { DataSession } from '../data/session.ts'
import type { InputColumn } from '../prepare/fitted-preparation.ts'
import { identifier, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { AS_OF, LEARN } from '../scoring/training-rows.ts'
import { TARGET } from '../transforms/transform.ts'
import { rounded } from './rounded.ts'

/** The rows of one date. */
export interface DateRows {
  readonly date: string
  /** Learned from, or evaluated on. */
  readonly use: 'training' | 'evaluation'
  readonly rows: number
  /** The mean of the target: of a classifier the share of positive rows. */
  readonly meanTarget: number | null
}

/** What training saw in a raw column that the model reads. */
export interface UsedColumn {
  readonly name: string
  readonly type: DataType
  readonly rows: number
  readonly missing: number
  /** Of numbers, and of timestamps in microseconds since 1970. */
  readonly min?: number | null
  readonly max?: number | null
  readonly mean?: number | null
  readonly std?: number | null
  /** Of texts and truth values. */
  readonly distinct?: number
  readonly top?: readonly { readonly value: string; readonly count: number }[]
}

/** Rows and target by date, the oldest first. */
export async function datesUsed(rows: SqlPart, data: DataSession): Promise<readonly DateRows[]> {
  const counted = await data.rows<{ date: string; learn: boolean; rows: number; mean: number | null }>(sql`
    SELECT CAST(CAST(${identifier(AS_OF)} AS DATE) AS VARCHAR) AS date, ${identifier(LEARN)} AS learn,
      count(*) AS rows, avg(${identifier(TARGET)}) AS mean
    FROM ${rows} r GROUP BY ALL ORDER BY date, learn DESC`)
  return counted.map(({ date, learn, rows, mean }) => ({
    date,
    use: learn ? 'training' : 'evaluation',
    rows,
    meanTarget: rounded(mean),
  }))
}

/** The statistics of training in brief: of categories the five most frequent. */
export function columnsUsed(input: readonly InputColumn[]): readonly UsedColumn[] {
  return input.map(({ name, type, statistics }) => {
    const { rows, missing, min, max, mean, std, distinct, top } = statistics
    return {
      name,
      type,
      rows,
      missing,
      ...(min !== undefined && { min: rounded(min, type === 'timestamp' ? 16 : 6) }),
      ...(max !== undefined && { max: rounded(max, type === 'timestamp' ? 16 : 6) }),
      ...(mean !== undefined && { mean: rounded(mean) }),
      ...(std !== undefined && { std: rounded(std) }),
      ...(distinct !== undefined && { distinct }),
      ...(top !== undefined && { top: top.slice(0, 5) }),
    }
  })
}
