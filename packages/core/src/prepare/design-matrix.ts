import { compileBest, type ColumnData, type ExprNode } from '@sluice/expr'
import type { DataSession } from '../data/session.ts'
import type { DesignBlock, DesignMatrix } from '../models/learner.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import type { Feature } from '../transforms/transform.ts'
import { FeatureInvalid } from './feature-invalid.ts'

/** What a design matrix is read from. */
export interface DesignOptions {
  /** A table expression without NaN. */
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

/**
 * Computes features of rows with the same generated code that scores them, so that training sees the bits that scoring
 * will see.
 *
 * @throws FeatureInvalid when a feature is missing or infinite in some row.
 */
export async function designMatrix(
  features: readonly Feature[],
  { rows, data, training, keep = [] }: DesignOptions,
): Promise<Design> {
  const compiled = compileBest(
    Object.fromEntries(features.map((feature, i) => [`f${i}`, exprOf(feature, training)])),
  )
  const names = [...new Set([...compiled.inputs.map(({ name }) => name), ...keep])]
  // Without a column to read, the rows still have to be counted.
  const list = names.length === 0 ? sql`1 AS one` : joinSql(names.map(identifier), ', ')
  const parts: {
    readonly rows: number
    readonly computed: Readonly<Record<string, ColumnData>>
    readonly raw: Readonly<Record<string, ColumnData>>
  }[] = []
  for await (const chunk of data.chunks(sql`SELECT ${list} FROM ${rows} sluice_rows`)) {
    parts.push({ rows: chunk.rows, computed: compiled.batch(chunk.columns, chunk.rows), raw: chunk.columns })
  }
  const total = parts.reduce((sum, part) => sum + part.rows, 0)
  const blocks = features.map((feature, i) =>
    block(
      feature,
      numbers(
        parts.map(({ computed }) => computed[`f${i}`]),
        total,
      ),
    ),
  )
  const kept = keep.map(
    name =>
      [
        name,
        joined(
          parts.map(({ raw }) => raw[name]),
          total,
        ),
      ] as const,
  )
  return { design: { rows: total, blocks }, kept: Object.fromEntries(kept) }
}

function exprOf(feature: Feature, training: boolean): ExprNode {
  if (feature.kind === 'indicators') return feature.code
  return training ? (feature.training ?? feature.expr) : feature.expr
}

function block(feature: Feature, values: Float64Array): DesignBlock {
  const { name } = feature
  if (feature.kind === 'indicators') {
    // A missing code means that none of the columns is 1.
    const codes = Int32Array.from(values, code => (Number.isNaN(code) ? -1 : code))
    return { kind: 'indicators', name, names: feature.names, codes }
  }
  const missing = values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0)
  if (missing > 0) throw new FeatureInvalid({ feature: name, found: 'missing', rows: missing })
  const infinite = values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0)
  if (infinite > 0) throw new FeatureInvalid({ feature: name, found: 'infinite', rows: infinite })
  return { kind: 'dense', name, values }
}

function numbers(parts: readonly (ColumnData | undefined)[], total: number): Float64Array {
  return joined(parts, total).values as Float64Array
}

function joined(parts: readonly (ColumnData | undefined)[], total: number): ColumnData {
  const type = parts[0]?.type ?? 'number'
  if (type === 'text') {
    return { type, values: parts.flatMap(part => (part?.values ?? []) as (string | null)[]) }
  }
  const all = type === 'boolean' ? new Uint8Array(total) : new Float64Array(total)
  let offset = 0
  for (const part of parts) {
    const values = (part?.values ?? []) as Float64Array
    all.set(values, offset)
    offset += values.length
  }
  return { type, values: all } as ColumnData
}
