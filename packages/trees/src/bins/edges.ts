import { sortedNumbers } from './sorted.ts'

/** How many bins, and how full. */
export interface EdgeOptions {
  /** Bins at most, without that of missing values. Default 255, the most that fit. */
  readonly maxBins?: number
  /** Values of the sample that a bin holds at least. Default 3. */
  readonly minBinRows?: number
}

/** Distinct values, ascending, and how often each occurs. */
interface Distinct {
  readonly values: Float64Array
  readonly counts: Int32Array
}

/**
 * Upper bounds of bins that hold about equally many values of a sample, ascending; the last bin has none. Values that
 * alone fill a bin have it for themselves. A bound lies half-way between the two values around it, so that few
 * different values have a bin each. A value belongs to the first bin whose bound is not less than the value. Missing
 * values (NaN) do not count.
 *
 * After `GreedyFindBin` of LightGBM (Ke et al. 2017), without its own bin for zero. About 200,000 values are enough.
 *
 * @throws RangeError when `maxBins` is not a whole number from 2 to 255.
 */
export function findEdges(sample: Float64Array, options: EdgeOptions = {}): Float64Array {
  const { maxBins = 255, minBinRows = 3 } = options
  if (!Number.isInteger(maxBins) || maxBins < 2 || maxBins > 255) {
    throw new RangeError(`maxBins is ${maxBins}, but must be a whole number from 2 to 255`)
  }
  const distinct = distinctOf(sample)
  const lasts =
    distinct.values.length <= maxBins
      ? fewLasts(distinct, minBinRows)
      : fullLasts(distinct, maxBins, minBinRows)
  return Float64Array.from(lasts, i =>
    between(distinct.values[i] as number, distinct.values[i + 1] as number),
  )
}

function distinctOf(sample: Float64Array): Distinct {
  const sorted = sortedNumbers(sample)
  const values = new Float64Array(sorted.length)
  const counts = new Int32Array(sorted.length)
  let last = -1
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] as number
    if (last < 0 || value !== values[last]) values[++last] = value
    ;(counts[last] as number)++
  }
  return { values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1) }
}

/** Position of the last value of each bin but the last, where every value may have a bin. */
function fewLasts({ values, counts }: Distinct, minBinRows: number): readonly number[] {
  const lasts: number[] = []
  let held = 0
  for (let i = 0; i < values.length - 1; i++) {
    held += counts[i] as number
    if (held < minBinRows) continue
    lasts.push(i)
    held = 0
  }
  return lasts
}

/** As {@link fewLasts}, where values must share bins. */
function fullLasts({ values, counts }: Distinct, maxBins: number, minBinRows: number): readonly number[] {
  let total = 0
  for (let i = 0; i < counts.length; i++) total += counts[i] as number
  let binsLeft = Math.min(maxBins, Math.max(1, Math.floor(total / Math.max(1, minBinRows))))
  let mean = total / binsLeft
  const bound = binsLeft
  const fills = new Uint8Array(counts.length)
  let rowsLeft = total
  const full = mean
  for (let i = 0; i < counts.length; i++) {
    if ((counts[i] as number) < full) continue
    fills[i] = 1
    binsLeft--
    rowsLeft -= counts[i] as number
  }
  mean = rowsLeft / Math.max(1, binsLeft)
  const lasts: number[] = []
  let held = 0
  for (let i = 0; i < values.length - 1 && lasts.length < bound - 1; i++) {
    if (fills[i] === 0) rowsLeft -= counts[i] as number
    held += counts[i] as number
    const beforeFull = fills[i + 1] === 1 && held >= Math.max(1, mean / 2)
    if (fills[i] === 0 && held < mean && !beforeFull) continue
    lasts.push(i)
    held = 0
    if (fills[i] === 1) continue
    binsLeft--
    mean = rowsLeft / Math.max(1, binsLeft)
  }
  return lasts
}

/** A finite number that is at least `a` and less than `b`. */
function between(a: number, b: number): number {
  if (a === -Infinity) return -Number.MAX_VALUE
  if (b === Infinity) return a
  const middle = a / 2 + b / 2
  return middle >= a && middle < b ? middle : a
}
