import type { Grower } from './grower.ts'
import type { Leaf } from './leaf.ts'
import type { Scale } from './scale.ts'

/** Where the histogram of a slot begins. */
export function histogramAt({ firstBins }: Pick<Grower, 'firstBins'>, slot: number): number {
  return 2 * (firstBins.at(-1) as number) * slot
}

/** Sums the rows of a leaf, each thread its own into its own histogram. */
export function sumRows(grower: Grower, leaf: Leaf, scale: Scale): void {
  const { team, kernel, workspace } = grower
  const size = histogramAt(grower, 1)
  const at = partAt(grower, leaf, team.rank)
  workspace.histograms.fill(0, at, at + size)
  kernel.addRows({ from: leaf.start, to: leaf.start + leaf.own }, scale, at)
}

/** A team of one sums where the histogram stays. */
function partAt(grower: Grower, leaf: Leaf, rank: number): number {
  return histogramAt(grower, grower.team.size === 1 ? leaf.slot : grower.slots + rank)
}

/** Adds up what threads summed, for columns `from` … `to` - 1, and takes it from the sibling's where it has one. */
export function joinParts(
  grower: Grower,
  leaf: Leaf,
  sibling: Leaf | undefined,
  from: number,
  to: number,
): void {
  const { team, workspace, firstBins } = grower
  const { histograms } = workspace
  const first = 2 * (firstBins[from] as number)
  const count = 2 * (firstBins[to] as number) - first
  const own = histogramAt(grower, leaf.slot) + first
  if (team.size > 1) {
    const at = partAt(grower, leaf, 0) + first
    histograms.copyWithin(own, at, at + count)
    for (let rank = 1; rank < team.size; rank++) {
      add(histograms, own, partAt(grower, leaf, rank) + first, count)
    }
  }
  if (sibling !== undefined) subtract(histograms, histogramAt(grower, sibling.slot) + first, own, count)
}

function add(histograms: Float64Array, to: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) (histograms[to + i] as number) += histograms[from + i] as number
}

function subtract(histograms: Float64Array, to: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) (histograms[to + i] as number) -= histograms[from + i] as number
}
