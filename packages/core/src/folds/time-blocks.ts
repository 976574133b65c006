import { FoldsImpossible } from './folds-impossible.ts'

/**
 * Dates, oldest first, in `folds + 1` blocks of consecutive ones; what does not divide goes to the first block, from
 * which the first models learn.
 *
 * @throws FoldsImpossible when there are fewer dates than blocks.
 */
export function dateBlocks(dates: readonly Date[], folds: number): readonly (readonly Date[])[] {
  const ordered = dates.toSorted((a, b) => a.getTime() - b.getTime())
  const size = Math.floor(ordered.length / (folds + 1))
  if (size === 0) {
    throw new FoldsImpossible({
      reason: `${folds} folds in the order of time need ${folds + 1} training dates, but there are ${ordered.length}`,
      advice: 'Train on more dates (train.asOf.weekly) or use fewer folds.',
    })
  }
  const first = ordered.length - folds * size
  return [
    ordered.slice(0, first),
    ...Array.from({ length: folds }, (_, i) => ordered.slice(first + i * size, first + (i + 1) * size)),
  ]
}
