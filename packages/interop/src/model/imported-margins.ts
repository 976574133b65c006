import { columnsOf, compileBest, type ExprNode } from '@sluice/expr'
import type { DesignMatrix, Feature } from '@sluice/core'
import { boundOutputs } from './bind-inputs.ts'
import { designColumns, designFeatures } from './design-features.ts'
import type { ImportedModel } from './imported-model.ts'
import { marginOf } from './predictions.ts'

/**
 * The margin of a model from a file over features, which are bound to its inputs by name: log-odds of class 1 (or of the
 * chosen class), or the prediction of a regression.
 *
 * @throws ModelInputMissing naming the input that has no feature.
 */
export function importedMarginExpr(model: ImportedModel, features: readonly Feature[]): ExprNode {
  const { names, link, classIndex = 0 } = model
  const raw = boundOutputs(model, { features, ...(names && { names }) })
  return marginOf(link, raw, classIndex)
}

/** Margins of the rows of a design, by the generated code that scores rows. */
export function importedMargins(model: ImportedModel, design: DesignMatrix): Float64Array {
  const margin = importedMarginExpr(model, designFeatures(design))
  const { margin: result } = compileBest({ margin }).batch(designColumns(design), design.rows)
  return result?.values as Float64Array
}

/** By input, how many nodes of trees ask for it; inputs of other expressions count as none. */
export function splitCounts({ inputs, outputs }: ImportedModel): Readonly<Record<string, number>> {
  const counts = new Map<string, number>(inputs.map(({ name }) => [name, 0]))
  for (const output of outputs) {
    if (output.kind !== 'forest') continue
    const names = output.inputs.map(input => columnsOf(input)[0]?.name ?? '')
    for (const input of output.forest.feature) {
      const name = names[input] ?? ''
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  return Object.fromEntries(counts)
}
