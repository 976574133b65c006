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
} from './found.ts'
import { boundedGain, boundedValue, type Limits } from './limits.ts'

/** A column of numbers as the search sees it. */
export interface NumberScan {
  readonly histograms: Float64Array
  /** Where the column's bins begin in `histograms`. */
  readonly at: number
  readonly bins: number
  readonly missing: boolean
  readonly monotone: -1 | 0 | 1
}

/** Writes the best split of a leaf by a number to `found` from `to` on: missing values right, then left. */
export function scanNumber(scan: NumberScan, limits: Limits, found: Float64Array, to: number): void {
  const { histograms, at, bins } = scan
  const missingAt = at + 2 * bins
  const hasMissing = scan.missing && (histograms[missingAt] !== 0 || histograms[missingAt + 1] !== 0)
  found[to + BIN] = NO_SPLIT
  found[to + GAIN] = limits.minGain
  scanFrom(scan, limits, 0, 0, hasMissing ? bins : bins - 1, found, to, hasMissing ? 0 : NONE_MISSING)
  if (hasMissing) {
    const [gradient, hessian] = [histograms[missingAt] as number, histograms[missingAt + 1] as number]
    scanFrom(scan, limits, gradient, hessian, bins - 1, found, to, 1)
  }
  if (found[to + BIN] === NO_SPLIT) return
  writeValues(limits, found, to)
}

function scanFrom(
  { histograms, at, monotone }: NumberScan,
  { gradient, hessian, minHessian, l2, low, high, bounded }: Limits,
  fromGradient: number,
  fromHessian: number,
  end: number,
  found: Float64Array,
  to: number,
  missing: number,
): void {
  let [g, h] = [fromGradient, fromHessian]
  let best = found[to + GAIN] as number
  const most = hessian - minHessian
  const constrained = bounded || monotone !== 0
  for (let bin = 0; bin < end; bin++) {
    g += histograms[at + 2 * bin] as number
    h += histograms[at + 2 * bin + 1] as number
    if (h < minHessian) continue
    if (h > most) break
    const [rg, lh, rh] = [gradient - g, h + l2, hessian - h + l2]
    let gain = 0
    if (constrained) {
      if (monotone !== 0 && isAgainst(monotone, g, lh, rg, rh, low, high)) continue
      gain = boundedGain(g, lh, low, high) + boundedGain(rg, rh, low, high)
    } else {
      // As comparing g²/lh + rg²/rh, but without dividing where it is not better.
      const [both, product] = [g * g * rh + rg * rg * lh, lh * rh]
      if (!(both > best * product)) continue
      gain = both / product
    }
    if (!(gain > best)) continue
    best = gain
    found[to + GAIN] = gain
    found[to + BIN] = bin
    found[to + MISSING] = missing
    found[to + LEFT_GRADIENT] = g
    found[to + LEFT_HESSIAN] = h
  }
}

function isAgainst(
  monotone: number,
  g: number,
  h: number,
  rg: number,
  rh: number,
  low: number,
  high: number,
): boolean {
  return monotone * (boundedValue(rg, rh, low, high) - boundedValue(g, h, low, high)) < 0
}

function writeValues({ gradient, hessian, l2, low, high }: Limits, found: Float64Array, to: number): void {
  const [g, h] = [found[to + LEFT_GRADIENT] as number, found[to + LEFT_HESSIAN] as number]
  found[to + LEFT_VALUE] = boundedValue(g, h + l2, low, high)
  found[to + RIGHT_VALUE] = boundedValue(gradient - g, hessian - h + l2, low, high)
}
