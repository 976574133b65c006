import { expect, test } from 'vitest'
import { treesData, type TreesData } from '../../../../test/golden/trees-data.ts'
import { treesGolden } from '../../../../test/golden/trees.ts'
import { binCategories, binColumn } from '../bins/columns.ts'
import { findEdges } from '../bins/edges.ts'
import type { TreeRows } from '../data/tree-rows.ts'
import { forestValue } from '../testing/forest-value.ts'
import { measures } from '../testing/measures.ts'
import { boost } from './boost.ts'
import type { Objective } from './options.ts'

const objectives: Readonly<Record<Objective['kind'], Objective>> = {
  binary: { kind: 'binary' },
  squared: { kind: 'squared' },
  poisson: { kind: 'poisson' },
  quantile: { kind: 'quantile', alpha: 0.8 },
  multiclass: { kind: 'multiclass', classes: 3 },
}

/**
 * How much worse than LightGBM the mean of five folds may be: a share of the loss, for AUC the difference. With few
 * rows of a class, or several classes, LightGBM's own loss differs by a hundredth from one number of bins to the next.
 */
const tolerance = { squared: 0.003, poisson: 0.003, quantile: 0.003, binary: 0.005, multiclass: 0.01 }
const aucTolerance = 0.001

const isIn = (fold: number) => (_: number, i: number) => i % 5 === fold
const isOut = (fold: number) => (_: number, i: number) => i % 5 !== fold

function trainingOf({ columns, sizes, target }: TreesData, fold: number): TreeRows {
  const binned = columns.map((column, k) => {
    const values = column.filter(isOut(fold))
    const size = sizes[k] as number
    if (size > 0) return binCategories(`x${k}`, Int32Array.from(values), size)
    return binColumn(`x${k}`, values, findEdges(values))
  })
  const own = target.filter(isOut(fold))
  return { rows: own.length, columns: binned, target: own }
}

async function measuredFold(
  data: TreesData,
  kind: Objective['kind'],
  fold: number,
): Promise<readonly number[]> {
  const { forests } = await boost({ objective: objectives[kind] }, trainingOf(data, fold))
  const inputs = data.columns.map(column => column.filter(isIn(fold)))
  const target = data.target.filter(isIn(fold))
  const margins = forests.map(forest =>
    target.map((_, i) =>
      forestValue(
        forest,
        inputs.map(values => values[i] as number),
      ),
    ),
  )
  return Object.values(measures[kind] ?? {}).map(measure => measure(target, margins))
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test.each(treesGolden().cases)('$name ($objective) are learned as well as by LightGBM', async golden => {
  const { name, objective, rows, targetSum, lightgbm } = golden
  const data = treesData(name, rows)
  expect(data.target.reduce((sum, y) => sum + y, 0)).toBeCloseTo(targetSum, 4)
  const folds: (readonly number[])[] = []
  for (let fold = 0; fold < 5; fold++) folds.push(await measuredFold(data, objective, fold))
  Object.entries(lightgbm).forEach(([measure, theirs], k) => {
    const [ours, peer] = [mean(folds.map(values => values[k] as number)), mean(theirs)]
    const message = `${measure}: ours ${ours}, LightGBM ${peer}`
    if (measure === 'auc') expect(ours, message).toBeGreaterThan(peer - aucTolerance)
    else expect(ours, message).toBeLessThan(peer * (1 + tolerance[objective]))
  })
})
