import type { SelectionCurve } from './curve.ts'

/**
 * The probability that a positive row ranks above a negative one, ties counting half; null when one class is
 * missing.
 */
export function auc({ selected, hits, rows, positives }: SelectionCurve): number | null {
  const negatives = rows - positives
  if (positives === 0 || negatives === 0) return null
  let [area, hitsBefore, missesBefore] = [0, 0, 0]
  for (let group = 0; group < selected.length; group++) {
    const hit = hits[group] as number
    const miss = (selected[group] as number) - hit
    area += (miss - missesBefore) * (hitsBefore + hit)
    hitsBefore = hit
    missesBefore = miss
  }
  return area / 2 / positives / negatives
}
