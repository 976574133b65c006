import { shareOf } from '../threads/team.ts'
import type { Grower } from './grower.ts'
import type { Leaf } from './leaf.ts'
import type { Scale } from './scale.ts'

/** Below so many rows one thread does the work of all: waiting would take longer. */
export const rowsWorthSharing = 4096

/** Where the histogram of a slot begins. */
export function histogramAt({ firstBins }: Pick<Grower, 'firstBins'>, slot: number): number {
  return 2 * (firstBins.at(-1) as number) * slot
}

/** Sums the rows of a leaf, each thread its share into its own histogram. */
export function sumRows(grower: Grower, leaf: Leaf, output: number, scale: Scale): void {
  const { team, kernel, workspace } = grower
  const [from, to] = sharedRows(grower, leaf)
  if (from === to) return
  const size = histogramAt(grower, 1)
  const at = partAt(grower, leaf, team.rank)
  workspace.histograms.fill(0, at, at + size)
  kernel.addRows({ from, to }, output, scale, at)
}

/** A team of one sums where the histogram stays. */
function partAt(grower: Grower, leaf: Leaf, rank: number): number {
  return histogramAt(grower, grower.team.size === 1 ? leaf.slot : grower.slots + rank)
}

function sharedRows({ team }: Grower, { start, count }: Leaf): readonly [number, number] {
  if (count >= rowsWorthSharing) return shareOf(team, start, start + count)
  return team.rank === 0 ? [start, start + count] : [start, start]
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
    const parts = leaf.count >= rowsWorthSharing ? team.size : 1
    const at = partAt(grower, leaf, 0) + first
    histograms.copyWithin(own, at, at + count)
    for (let rank = 1; rank < parts; rank++) {
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
