import { shareOf } from '../threads/team.ts'
import {
  BIN,
  foundAt,
  GAIN,
  LEFT_GRADIENT,
  LEFT_HESSIAN,
  LEFT_VALUE,
  MISSING,
  NO_SPLIT,
  RIGHT_VALUE,
} from './found.ts'
import type { Grower } from './grower.ts'
import { histogramAt, joinParts } from './histogram.ts'
import type { BestSplit, Leaf } from './leaf.ts'
import { limitsOf, type Limits } from './limits.ts'
import type { Scale } from './scale.ts'
import { scanCategory } from './scan-category.ts'
import { scanNumber } from './scan-number.ts'

/** What is searched: leaves whose histogram is summed, or got by subtraction from that of their parent. */
export interface Search {
  readonly summed: Leaf
  readonly subtracted: Leaf | undefined
  /** 1 for each column that the tree may use. */
  readonly active: Uint8Array
  readonly scale: Scale
}

/** Finds the best split of one or two leaves; each thread searches its share of the columns. */
export function searchLeaves(grower: Grower, search: Search): void {
  const { team, columns } = grower
  const { summed, subtracted, active, scale } = search
  const [from, to] = shareOf(team, 0, columns.length)
  joinParts(grower, summed, subtracted, from, to)
  const leaves = subtracted === undefined ? [summed] : [summed, subtracted]
  const limits = leaves.map(leaf => limitsOf(leaf, grower.settings, scale))
  leaves.forEach((leaf, child) => {
    for (let column = from; column < to; column++) {
      scanColumn(grower, leaf, child, column, limits[child] as Limits, active[column] === 1, scale)
    }
  })
  team.barrier()
  leaves.forEach((leaf, child) => {
    leaf.best = bestOf(grower, child, limits[child] as Limits)
  })
}

function scanColumn(
  grower: Grower,
  leaf: Leaf,
  child: number,
  index: number,
  limits: Limits,
  isActive: boolean,
  scale: Scale,
): void {
  const { columns, settings, workspace, firstBins } = grower
  const to = foundAt(child, columns.length, index)
  if (!isActive) {
    workspace.found[to + BIN] = NO_SPLIT
    return
  }
  const { kind, bins, missing } = columns[index] as (typeof columns)[number]
  const { histograms } = workspace
  const at = histogramAt(grower, leaf.slot) + 2 * (firstBins[index] as number)
  if (kind === 'number') {
    const monotone = settings.monotone[index] ?? 0
    scanNumber({ histograms, at, bins, missing, monotone }, limits, workspace.found, to)
    return
  }
  const options = settings.categories
  const [l2, smooth] = [options.l2 / scale.hessianUnit, options.smooth / scale.hessianUnit]
  const sets = 8 * (child * columns.length + index)
  scanCategory(
    { histograms, at, bins, missing, options, l2, smooth },
    limits,
    workspace.found,
    to,
    workspace.foundSets,
    sets,
  )
}

function bestOf({ columns, workspace }: Grower, child: number, limits: Limits): BestSplit | undefined {
  const { found, foundSets } = workspace
  let [best, gain] = [-1, limits.minGain]
  for (let column = 0; column < columns.length; column++) {
    const at = foundAt(child, columns.length, column)
    if (found[at + BIN] === NO_SPLIT || !((found[at + GAIN] as number) > gain)) continue
    gain = found[at + GAIN] as number
    best = column
  }
  if (best < 0) return undefined
  const at = foundAt(child, columns.length, best)
  const set = 8 * (child * columns.length + best)
  return {
    column: best,
    gain: gain - limits.minGain,
    bin: found[at + BIN] as number,
    missing: found[at + MISSING] as number,
    leftGradient: found[at + LEFT_GRADIENT] as number,
    leftHessian: found[at + LEFT_HESSIAN] as number,
    leftValue: found[at + LEFT_VALUE] as number,
    rightValue: found[at + RIGHT_VALUE] as number,
    set: foundSets.slice(set, set + 8),
  }
}
