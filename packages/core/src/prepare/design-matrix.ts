import type { ColumnData } from '@sluice/expr'
import type { DesignBlock, DesignForm, DesignMatrix } from '../models/learner.ts'
import type { Feature } from '../transforms/transform.ts'
import { binnedDesign } from './binned-design.ts'
import { ColumnBuilder } from './column-builder.ts'
import { designChunks, type DesignRead } from './design-read.ts'
import { FeatureInvalid } from './feature-invalid.ts'

/** What a design matrix is read from and in which form. */
export interface DesignOptions extends DesignRead {
  /** Finite numbers when absent. */
  readonly form?: DesignForm
  /** For a binned form: a design whose bins to use. */
  readonly like?: DesignMatrix
}

/** A design matrix and the raw columns kept beside it, in the order of the rows. */
export interface Design {
  readonly design: DesignMatrix
  readonly kept: Readonly<Record<string, ColumnData>>
}

/**
 * Computes the features of rows as a learner wants them, in one scan (in bins: after another scan of a sample).
 *
 * @throws FeatureInvalid when a feature is infinite in some row, or missing where the form has no place for it.
 */
export async function designMatrix(
  features: readonly Feature[],
  { form, like, ...read }: DesignOptions,
): Promise<Design> {
  if (form?.kind === 'bins') return binnedDesign(features, form, read, like)
  const { keep = [] } = read
  const columns = features.map(() => new ColumnBuilder())
  const kept = new Map(keep.map(name => [name, new ColumnBuilder()]))
  let rows = 0
  for await (const chunk of designChunks(features, read)) {
    chunk.features.forEach((values, i) => columns[i]?.add({ type: 'number', values }))
    for (const [name, builder] of kept) builder.add(chunk.kept[name] as ColumnData)
    rows += chunk.rows
  }
  return {
    design: {
      rows,
      blocks: features.map((feature, i) =>
        blockOf(feature, (columns[i] as ColumnBuilder).build().values as Float64Array, form),
      ),
    },
    kept: Object.fromEntries([...kept].map(([name, builder]) => [name, builder.build()])),
  }
}

function blockOf(feature: Feature, values: Float64Array, form: DesignForm | undefined): DesignBlock {
  const { name } = feature
  if (feature.kind !== 'value') {
    return { kind: feature.kind, name, names: feature.names, codes: codesOf(values) }
  }
  let [missing, infinite] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    // What is left of a finite number when itself is taken away is 0.
    if (value - value === 0) continue
    if (Number.isNaN(value)) missing++
    else infinite++
  }
  if (missing > 0 && form?.kind !== 'values') {
    throw new FeatureInvalid({ feature: name, found: 'missing', rows: missing })
  }
  if (infinite > 0) throw new FeatureInvalid({ feature: name, found: 'infinite', rows: infinite })
  return { kind: 'dense', name, values }
}

/** A missing code means that none of the columns is 1, or that the category is missing. */
function codesOf(values: Float64Array): Int32Array {
  const codes = new Int32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const code = values[i] as number
    codes[i] = Number.isNaN(code) ? -1 : code
  }
  return codes
}
