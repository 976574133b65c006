import { foldPart } from '../random/fold-of.ts'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'
import { TARGET } from '../transforms/transform.ts'
import type { FoldPlan, GroupedFolds } from './fold-plan.ts'
import { dateBlocks } from './time-blocks.ts'

/** What the fold of a row is computed from. */
export interface FoldRows {
  /** Table of training rows. */
  readonly table: SqlPart
  readonly key: string
  /** Columns of the date of a row and of whether it is learned from. */
  readonly asOf: string
  readonly learn: string
  /** Training dates, any order. */
  readonly dates: readonly Date[]
}

/** The table expression of the rows with one more column, `name`: their fold as a double. */
export function withFolds(plan: FoldPlan, rows: FoldRows, name: string): SqlFragment {
  const as = identifier(name)
  if (plan.kind === 'time') {
    return sql`(SELECT r.*, ${blockOf(plan.folds, rows)} AS ${as} FROM ${rows.table} r)`
  }
  const group = identifier(plan.by ?? rows.key)
  const hashed = hashOf(sql`r.${group}`, plan)
  if (!plan.stratified) {
    return sql`(SELECT r.*, CAST(${hashed} AS DOUBLE) AS ${as} FROM ${rows.table} r)`
  }
  return sql`(SELECT r.*, CAST(coalesce(g.fold, ${hashed}) AS DOUBLE) AS ${as}
    FROM ${rows.table} r LEFT JOIN (${dealt(plan, rows, group)}) g ON g.name = r.${group})`
}

/** Rows without a group (a missing one) are in fold 0 together. */
function hashOf(group: SqlPart, { folds }: GroupedFolds): SqlPart {
  return sql`coalesce(${foldPart(sql`CAST(${group} AS VARCHAR)`, folds)}, 0)`
}

/** Groups with a positive row are dealt out like cards in the order of their hash, then the others. */
function dealt({ folds }: GroupedFolds, { table, learn }: FoldRows, group: SqlPart): SqlFragment {
  const hash = rawSql("md5('stratum:' || CAST(name AS VARCHAR))")
  return sql`SELECT name, (row_number() OVER (ORDER BY positive DESC, ${hash}, name) - 1) % ${folds} AS fold
    FROM (SELECT ${group} AS name, max(${identifier(TARGET)}) > 0 AS positive FROM ${table}
      WHERE ${identifier(learn)} AND ${group} IS NOT NULL GROUP BY ALL) s`
}

function blockOf(folds: number, { dates, asOf }: FoldRows): SqlPart {
  const starts = dateBlocks(dates, folds).slice(1)
  const column = identifier(asOf)
  const later = starts.map(([start]) => sql`CAST(${column} >= CAST(${start as Date} AS TIMESTAMP) AS DOUBLE)`)
  return joinSql([rawSql('0::DOUBLE'), ...later], ' + ')
}
