import { compileBest, duckdb, isExact, selectSql, type ColumnData, type ExprNode } from '@sluice/expr'
import type { Chunk, DataSession } from '../data/session.ts'
import type { DesignBlock, DesignMatrix } from '../models/learner.ts'
import { rawSql, sql } from '../sql/sql.ts'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'
import type { Feature } from '../transforms/transform.ts'
import { ColumnBuilder } from './column-builder.ts'
import { lookupKeys } from './lookup-keys.ts'
import { FeatureInvalid } from './feature-invalid.ts'

/** What a design matrix is read from. */
export interface DesignOptions {
  /** A table expression. */
  readonly rows: SqlPart
  readonly data: DataSession
  /** Use the cross-fitted form of encodings, as training rows must. */
  readonly training: boolean
  /** Raw columns to return beside the matrix, such as the target. */
  readonly keep?: readonly string[]
}

/** A design matrix and the raw columns kept beside it, in the order of the rows. */
export interface Design {
  readonly design: DesignMatrix
  readonly kept: Readonly<Record<string, ColumnData>>
}

/** SQL with more constants in lookups takes longer to plan than the rows take in JavaScript. */
const mostKeysInSql = 500
const prefix = 'sluice_feature_'

/**
 * Computes features in one scan. DuckDB computes those that every engine gives the same bits for, the others the
 * generated code that scores rows: training sees the bits that scoring will see.
 *
 * @throws FeatureInvalid when a feature is missing or infinite in some row.
 */
export async function designMatrix(
  features: readonly Feature[],
  { rows, data, training, keep = [] }: DesignOptions,
): Promise<Design> {
  const outputs = Object.fromEntries(
    features.map((feature, i): [string, ExprNode] => [`${prefix}${i}`, exprOf(feature, training)]),
  )
  const [inSql, others] = parted(outputs, expr => isExact(expr) && lookupKeys(expr) <= mostKeysInSql)
  const rest = compileBest(others)
  const raw = [...new Set([...keep, ...rest.inputs.map(({ name }) => name)])]
  const builders = new Map([...Object.keys(outputs), ...keep].map(name => [name, new ColumnBuilder()]))
  let total = 0
  for await (const chunk of data.chunks(selectOf(inSql, raw, rows))) {
    const columns = { ...chunk.columns, ...rest.batch(chunk.columns, chunk.rows) }
    for (const [name, builder] of builders) builder.add(columnOf({ rows: chunk.rows, columns }, name))
    total += chunk.rows
  }
  const built = (name: string) => (builders.get(name) as ColumnBuilder).build()
  return {
    design: {
      rows: total,
      blocks: features.map((feature, i) => blockOf(feature, built(`${prefix}${i}`).values as Float64Array)),
    },
    kept: Object.fromEntries(keep.map(name => [name, built(name)])),
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

function blockOf(feature: Feature, values: Float64Array): DesignBlock {
  const { name } = feature
  if (feature.kind !== 'value') {
    return { kind: 'indicators', name, names: feature.names, codes: codesOf(values) }
  }
  let [missing, infinite] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    // What is left of a finite number when itself is taken away is 0.
    if (value - value === 0) continue
    if (Number.isNaN(value)) missing++
    else infinite++
  }
  if (missing > 0) throw new FeatureInvalid({ feature: name, found: 'missing', rows: missing })
  if (infinite > 0) throw new FeatureInvalid({ feature: name, found: 'infinite', rows: infinite })
  return { kind: 'dense', name, values }
}

/** A missing code means that none of the columns is 1. */
function codesOf(values: Float64Array): Int32Array {
  const codes = new Int32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const code = values[i] as number
    codes[i] = Number.isNaN(code) ? -1 : code
  }
  return codes
}
