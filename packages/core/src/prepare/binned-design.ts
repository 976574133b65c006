import type { ColumnData } from '@sluice/expr'
import { binCategories, binnerOf, binValues, findEdges, sharedCodes, type BinnedColumn } from '@sluice/trees'
import type { BinnedBlock, DesignForm, DesignMatrix } from '../models/learner.ts'
import { identifier, rawSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import type { CategoriesFeature, Feature, IndicatorFeature } from '../transforms/transform.ts'
import { ColumnBuilder } from './column-builder.ts'
import type { Design } from './design-matrix.ts'
import { designChunks, type DesignRead } from './design-read.ts'
import { FeatureInvalid } from './feature-invalid.ts'

type Bins = DesignForm & { readonly kind: 'bins' }

/** Collects a column from chunks. */
interface Collecting {
  add(values: Float64Array, from: number): void
  finish(): BinnedColumn
}

/**
 * A design in bins, one byte per value in memory that threads can share. The bins of numbers come from a sample of
 * evenly spaced rows, so that no column of doubles is ever whole in memory.
 *
 * @throws FeatureInvalid when a feature is infinite in some row.
 */
export async function binnedDesign(
  features: readonly Feature[],
  form: Bins,
  read: DesignRead,
  like?: DesignMatrix,
): Promise<Design> {
  const { data, keep = [] } = read
  const [count] = await data.rows<{ rows: number }>(sql`SELECT count(*) AS rows FROM ${read.rows} r`)
  const total = count?.rows ?? 0
  const edges = like === undefined ? await edgesOf(features, form, read, total) : like.blocks.map(edgesLike)
  const columns = features.map((feature, i) =>
    feature.kind === 'value'
      ? collectNumbers(feature.name, edges[i] as Float64Array, total)
      : collectCategories(feature, total),
  )
  const kept = new Map(keep.map(name => [name, new ColumnBuilder(total)]))
  let rows = 0
  for await (const chunk of designChunks(features, read)) {
    for (const [i, column] of columns.entries()) column.add(chunk.features[i] as Float64Array, rows)
    for (const [name, builder] of kept) builder.add(chunk.kept[name] as ColumnData)
    rows += chunk.rows
  }
  return {
    design: {
      rows,
      blocks: features.map((feature, i): BinnedBlock => {
        const column = (columns[i] as Collecting).finish()
        const { kind, name } = feature
        return { kind: 'binned', name, column, ...(kind !== 'value' && { names: feature.names }) }
      }),
    },
    kept: Object.fromEntries([...kept].map(([name, builder]) => [name, builder.build()])),
  }
}

async function edgesOf(
  features: readonly Feature[],
  { bins, sample }: Bins,
  read: DesignRead,
  total: number,
): Promise<readonly Float64Array[]> {
  const step = Math.max(1, Math.floor(total / sample))
  const rows = step === 1 ? read.rows : everyNth(read.rows, step)
  const columns = features.map(() => new ColumnBuilder())
  const numbers = features.filter(({ kind }) => kind === 'value')
  const { training, data } = read
  if (numbers.length > 0) {
    for await (const chunk of designChunks(numbers, { rows, training, data })) {
      chunk.features.forEach((values, i) => columns[i]?.add({ type: 'number', values }))
    }
  }
  let next = 0
  return features.map(({ kind }) => {
    if (kind !== 'value') return new Float64Array(0)
    return findEdges((columns[next++] as ColumnBuilder).build().values as Float64Array, { maxBins: bins })
  })
}

function everyNth(rows: SqlPart, step: number): SqlPart {
  const number = identifier('sluice_row')
  return sql`(SELECT * EXCLUDE (${number}) FROM
    (SELECT *, row_number() OVER () AS ${number} FROM ${rows} r) WHERE ${number} % ${rawSql(String(step))} = 0)`
}

function edgesLike(block: DesignMatrix['blocks'][number]): Float64Array {
  if (block.kind !== 'binned') throw new TypeError(`"${block.name}" of the design to follow is not binned`)
  return block.column.edges
}

function collectNumbers(name: string, edges: Float64Array, total: number): Collecting {
  const codes = sharedCodes(total)
  const binner = binnerOf(edges)
  let [missing, infinite] = [0, 0]
  return {
    add(values, from) {
      missing += binValues(binner, values, codes, from)
      for (let i = 0; i < values.length; i++) {
        const value = values[i] as number
        if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) infinite++
      }
    },
    finish() {
      if (infinite > 0) throw new FeatureInvalid({ feature: name, found: 'infinite', rows: infinite })
      return { name, kind: 'number', codes, bins: edges.length + 1, edges, missing: missing > 0 }
    },
  }
}

function collectCategories({ name, names }: CategoriesFeature | IndicatorFeature, total: number): Collecting {
  const indices = new Int32Array(total)
  return {
    add(values, from) {
      for (let i = 0; i < values.length; i++) {
        const code = values[i] as number
        indices[from + i] = Number.isNaN(code) ? -1 : code
      }
    },
    finish: () => binCategories(name, indices, names.length),
  }
}
