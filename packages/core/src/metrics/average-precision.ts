import type { SelectionCurve } from './curve.ts'

/** The step sum of precision over the increases of recall, without interpolation; null without positive rows. */
export function averagePrecision({ selected, hits, positives }: SelectionCurve): number | null {
  if (positives === 0) return null
  let [sum, before] = [0, 0]
  for (let group = 0; group < selected.length; group++) {
    const hit = hits[group] as number
    sum += ((hit - before) * hit) / (selected[group] as number)
    before = hit
  }
  return sum / positives
}
