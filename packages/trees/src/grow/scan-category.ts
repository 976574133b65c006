import {
  BIN,
  GAIN,
  LEFT_GRADIENT,
  LEFT_HESSIAN,
  LEFT_VALUE,
  MISSING,
  NONE_MISSING,
  NO_SPLIT,
  RIGHT_VALUE,
  SET,
} from './found.ts'
import { boundedGain, boundedValue, type Limits } from './limits.ts'
import type { GrowSettings } from './settings.ts'

/** A column of categories as the search sees it. */
export interface CategoryScan {
  readonly histograms: Float64Array
  readonly at: number
  readonly bins: number
  readonly missing: boolean
  readonly options: GrowSettings['categories']
  /** {@link GrowSettings.categories}' `l2` and `smooth` in units of the hessian. */
  readonly l2: number
  readonly smooth: number
}

/**
 * Writes the best split of a leaf by a category to `found` from `to` on, and the bins that go left as bits to `sets`
 * from `setsTo` on: one category against the rest, or a set from either end of the categories ordered by their
 * gradient (Fisher 1958), as LightGBM searches. Missing values are a category like others.
 */
export function scanCategory(
  scan: CategoryScan,
  limits: Limits,
  found: Float64Array,
  to: number,
  sets: Int32Array,
  setsTo: number,
): void {
  found[to + BIN] = NO_SPLIT
  found[to + GAIN] = limits.minGain
  const codes = scan.missing ? scan.bins + 1 : scan.bins
  const single = codes <= scan.options.oneAgainstRest
  const chosen = single
    ? scanSingles(scan, codes, limits, found, to)
    : scanSets(scan, codes, limits, found, to)
  if (found[to + BIN] === NO_SPLIT) return
  for (let i = 0; i < 8; i++) sets[setsTo + i] = 0
  for (const code of chosen) (sets[setsTo + (code >>> 5)] as number) |= 1 << (code & 31)
  const missingAt = scan.at + 2 * scan.bins
  const hasMissing =
    scan.missing && (scan.histograms[missingAt] !== 0 || scan.histograms[missingAt + 1] !== 0)
  found[to + MISSING] = hasMissing ? Number(chosen.includes(scan.bins)) : NONE_MISSING
}

function scanSingles(
  { histograms, at }: CategoryScan,
  codes: number,
  limits: Limits,
  found: Float64Array,
  to: number,
): readonly number[] {
  let chosen: readonly number[] = []
  for (let code = 0; code < codes; code++) {
    const g = histograms[at + 2 * code] as number
    const h = histograms[at + 2 * code + 1] as number
    if (h < limits.minHessian || limits.hessian - h < limits.minHessian) continue
    if (record(g, h, limits, limits.l2, found, to)) chosen = [code]
  }
  return chosen
}

function scanSets(
  scan: CategoryScan,
  codes: number,
  limits: Limits,
  found: Float64Array,
  to: number,
): readonly number[] {
  const { histograms, at, options } = scan
  const rowsOf = (code: number) => (histograms[at + 2 * code + 1] as number) * limits.rowsPerHessian
  const ratio = new Float64Array(codes)
  const order: number[] = []
  for (let code = 0; code < codes; code++) {
    if (rowsOf(code) + 0.5 < options.smooth) continue
    order.push(code)
    ratio[code] =
      (histograms[at + 2 * code] as number) / ((histograms[at + 2 * code + 1] as number) + scan.smooth)
  }
  order.sort((a, b) => (ratio[a] as number) - (ratio[b] as number) || a - b)
  const most = Math.min(options.maxSet, Math.floor((order.length + 1) / 2))
  const ascending = scanOrder(scan, order, most, limits, found, to)
  const reversed = order.toReversed()
  const descending = scanOrder(scan, reversed, most, limits, found, to)
  return descending > 0 ? reversed.slice(0, descending) : order.slice(0, ascending)
}

/** How many of the first categories go left in the best split of this order; 0 where none is better than was found. */
function scanOrder(
  scan: CategoryScan,
  order: readonly number[],
  most: number,
  limits: Limits,
  found: Float64Array,
  to: number,
): number {
  const { histograms, at, options } = scan
  const groupHessian = (options.minGroupRows - 0.5) / limits.rowsPerHessian
  let [g, h, group, chosen] = [0, 0, 0, 0]
  for (let i = 0; i < most; i++) {
    const code = order[i] as number
    g += histograms[at + 2 * code] as number
    h += histograms[at + 2 * code + 1] as number
    group += histograms[at + 2 * code + 1] as number
    if (h < limits.minHessian) continue
    if (limits.hessian - h < Math.max(limits.minHessian, groupHessian)) break
    if (group < groupHessian) continue
    group = 0
    if (record(g, h, limits, limits.l2 + scan.l2, found, to)) chosen = i + 1
  }
  return chosen
}

function record(g: number, h: number, limits: Limits, l2: number, found: Float64Array, to: number): boolean {
  const { gradient, hessian, low, high } = limits
  const [rg, lh, rh] = [gradient - g, h + l2, hessian - h + l2]
  const gain = boundedGain(g, lh, low, high) + boundedGain(rg, rh, low, high)
  if (!(gain > (found[to + GAIN] as number))) return false
  found[to + GAIN] = gain
  found[to + BIN] = SET
  found[to + LEFT_GRADIENT] = g
  found[to + LEFT_HESSIAN] = h
  found[to + LEFT_VALUE] = boundedValue(g, lh, low, high)
  found[to + RIGHT_VALUE] = boundedValue(rg, rh, low, high)
  return true
}
