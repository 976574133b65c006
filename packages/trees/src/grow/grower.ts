import type { BinnedColumn } from '../data/tree-rows.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Team } from '../threads/team.ts'
import type { Leaf } from './leaf.ts'
import type { GrowSettings } from './settings.ts'
import type { Tree } from './tree.ts'
import type { Workspace } from './workspace.ts'

/** What a thread grows trees with. */
export interface Grower {
  readonly columns: readonly BinnedColumn[]
  readonly settings: GrowSettings
  readonly workspace: Workspace
  readonly team: Team
  readonly kernel: Kernel
  readonly tree: Tree
  /** First bin of each column in a histogram, and at the end the number of all bins. */
  readonly firstBins: Int32Array
  /** Histograms that can be kept, and those that no leaf has. */
  readonly slots: number
  readonly free: number[]
  readonly leaves: Leaf[]
}

/** Codes that a column uses, with that of missing values. */
export function codesOf(column: Pick<BinnedColumn, 'bins' | 'missing'>): number {
  return column.missing ? column.bins + 1 : column.bins
}

/** First bin of each column where bins lie one after the other, and at the end how many there are. */
export function firstBinsOf(columns: readonly Pick<BinnedColumn, 'bins' | 'missing'>[]): Int32Array {
  const first = new Int32Array(columns.length + 1)
  columns.forEach((column, i) => (first[i + 1] = (first[i] as number) + codesOf(column)))
  return first
}
