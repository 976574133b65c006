import { compileBest, duckdb, isExact, selectSql, type ColumnData, type ExprNode } from '@sluice/expr'
import type { Chunk, DataSession } from '../data/session.ts'
import { rawSql, sql } from '../sql/sql.ts'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'
import type { Feature } from '../transforms/transform.ts'
import { lookupKeys } from './lookup-keys.ts'

/** Some rows of a design: the value or code of each feature, and raw columns. */
export interface DesignChunk {
  readonly rows: number
  /** In the order of the features; missing is NaN. */
  readonly features: readonly Float64Array[]
  readonly kept: Readonly<Record<string, ColumnData>>
}

/** What a design is read from. */
export interface DesignRead {
  /** A table expression. */
  readonly rows: SqlPart
  readonly data: DataSession
  /** Use the cross-fitted form of encodings, as training rows must. */
  readonly training: boolean
  /** Raw columns to return beside the matrix, such as the target. */
  readonly keep?: readonly string[]
}

/** SQL with more constants in lookups takes longer to plan than the rows take in JavaScript. */
const mostKeysInSql = 500
const prefix = 'sluice_feature_'

/**
 * Computes features in one scan. DuckDB computes those that every engine gives the same bits for, the others the
 * generated code that scores rows: training sees the bits that scoring will see.
 */
export async function* designChunks(
  features: readonly Feature[],
  { rows, data, training, keep = [] }: DesignRead,
): AsyncGenerator<DesignChunk> {
  const outputs = Object.fromEntries(
    features.map((feature, i): [string, ExprNode] => [`${prefix}${i}`, exprOf(feature, training)]),
  )
  const [inSql, others] = parted(outputs, expr => isExact(expr) && lookupKeys(expr) <= mostKeysInSql)
  const rest = compileBest(others)
  const raw = [...new Set([...keep, ...rest.inputs.map(({ name }) => name)])]
  for await (const chunk of data.chunks(selectOf(inSql, raw, rows))) {
    const columns = { ...chunk.columns, ...rest.batch(chunk.columns, chunk.rows) }
    const all = { rows: chunk.rows, columns }
    yield {
      rows: chunk.rows,
      features: features.map((_, i) => columnOf(all, `${prefix}${i}`).values as Float64Array),
      kept: Object.fromEntries(keep.map(name => [name, columnOf(all, name)])),
    }
  }
}

type Outputs = Readonly<Record<string, ExprNode>>

function parted(outputs: Outputs, first: (expr: ExprNode) => boolean): readonly [Outputs, Outputs] {
  const entries = Object.entries(outputs)
  const part = (wanted: boolean) => Object.fromEntries(entries.filter(([, expr]) => first(expr) === wanted))
  return [part(true), part(false)]
}

function selectOf(outputs: Outputs, keep: readonly string[], rows: SqlPart): SqlFragment {
  const from = 'sluice_design_rows'
  // Without anything to read, the rows still have to be counted.
  const nothing = Object.keys(outputs).length + keep.length === 0
  const select = nothing ? `SELECT 1 AS one FROM ${from}` : selectSql(duckdb, { outputs, from, keep })
  return sql`WITH ${rawSql(from)} AS NOT MATERIALIZED (SELECT * FROM ${rows} sluice_rows) ${rawSql(select)}`
}

function exprOf(feature: Feature, training: boolean): ExprNode {
  if (feature.kind !== 'value') return feature.code
  return training ? (feature.training ?? feature.expr) : feature.expr
}

function columnOf({ columns }: Chunk, name: string): ColumnData {
  const found = columns[name]
  if (found === undefined) throw new TypeError(`a chunk lacks the column "${name}"`)
  return found
}
