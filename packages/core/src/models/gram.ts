import type { DesignLayout, IndicatorBlock } from './design-layout.ts'
import { eachPanel, type DesignPanel } from './design-panel.ts'

/**
 * The lower triangle of `Xᵀ diag(weights) X`, row after row. Dense columns are multiplied in 4 × 2 tiles over
 * blocks of rows; a block of indicators costs one addition per row and other column.
 */
export function weightedGram(layout: DesignLayout, weights: Float64Array): Float64Array {
  const sums = emptySums(layout)
  eachPanel(layout, (panel, start, rows) => {
    const block = weights.subarray(start, start + rows)
    addDense(panel, rows, block, sums)
    layout.indicators.forEach((indicators, i) => {
      addCross(layout, panel, { start, rows }, block, indicators, sums.cross[i] as Float64Array)
      layout.indicators.slice(0, i).forEach((earlier, j) => {
        addPairs(indicators, earlier, start, block, sums.pairs[i]?.[j] as Float64Array)
      })
    })
  })
  return assembled(layout, sums)
}

/** Partial results; blocks of indicators have one more slot, last, for rows without an indicator. */
interface Sums {
  readonly width: number
  readonly dense: Float64Array
  readonly strip: Float64Array
  /** Per block of indicators: one run of `size + 1` sums for each of the leading columns. */
  readonly cross: readonly Float64Array[]
  /** Per block and earlier block: `size + 1` rows of `earlier size + 1` sums. */
  readonly pairs: readonly (readonly Float64Array[])[]
}

function emptySums({ dense, indicators }: DesignLayout): Sums {
  const leading = dense.length + 1
  const width = Math.ceil(leading / 4) * 4
  return {
    width,
    dense: new Float64Array(width * width),
    strip: new Float64Array(4 * 1024),
    cross: indicators.map(({ size }) => new Float64Array((size + 1) * leading)),
    pairs: indicators.map(({ size }, i) =>
      indicators.slice(0, i).map(earlier => new Float64Array((size + 1) * (earlier.size + 1))),
    ),
  }
}

function addDense(
  panel: DesignPanel,
  rows: number,
  weights: Float64Array,
  { width, dense, strip }: Sums,
): void {
  const { values, height } = panel
  for (let a = 0; a < width; a += 4) {
    for (let k = 0; k < 4; k++) weigh(values, (a + k) * height, rows, weights, strip, k * height)
    for (let b = 0; b < a + 4; b += 2) {
      addTile(strip, values, b * height, height, rows, dense, a * width + b, width)
    }
  }
}

function weigh(
  values: Float64Array,
  from: number,
  rows: number,
  weights: Float64Array,
  out: Float64Array,
  to: number,
): void {
  for (let r = 0; r < rows; r++) out[to + r] = (values[from + r] as number) * (weights[r] as number)
}

// Eight running sums fit the processor's registers; each loaded number takes part in two or four products.
function addTile(
  strip: Float64Array,
  values: Float64Array,
  column: number,
  height: number,
  rows: number,
  out: Float64Array,
  at: number,
  width: number,
): void {
  const [second, third, fourth, next] = [height, 2 * height, 3 * height, column + height]
  let [a0, a1, b0, b1, c0, c1, d0, d1] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let r = 0; r < rows; r++) {
    const x = values[column + r] as number
    const y = values[next + r] as number
    const a = strip[r] as number
    const b = strip[second + r] as number
    const c = strip[third + r] as number
    const d = strip[fourth + r] as number
    a0 += a * x
    a1 += a * y
    b0 += b * x
    b1 += b * y
    c0 += c * x
    c1 += c * y
    d0 += d * x
    d1 += d * y
  }
  add(out, at, a0, a1)
  add(out, at + width, b0, b1)
  add(out, at + 2 * width, c0, c1)
  add(out, at + 3 * width, d0, d1)
}

function add(out: Float64Array, at: number, first: number, second: number): void {
  out[at] = (out[at] as number) + first
  out[at + 1] = (out[at + 1] as number) + second
}

function addCross(
  { dense }: DesignLayout,
  { values, height }: DesignPanel,
  { start, rows }: { readonly start: number; readonly rows: number },
  weights: Float64Array,
  { codes, size }: IndicatorBlock,
  out: Float64Array,
): void {
  for (let column = 0; column <= dense.length; column++) {
    const [from, to] = [column * height, column * (size + 1)]
    for (let r = 0; r < rows; r++) {
      const code = codes[start + r] as number
      const at = to + (code < 0 ? size : code)
      out[at] = (out[at] as number) + (weights[r] as number) * (values[from + r] as number)
    }
  }
}

function addPairs(
  block: IndicatorBlock,
  earlier: IndicatorBlock,
  start: number,
  weights: Float64Array,
  out: Float64Array,
): void {
  const stride = earlier.size + 1
  for (let r = 0; r < weights.length; r++) {
    const code = block.codes[start + r] as number
    const other = earlier.codes[start + r] as number
    const at = (code < 0 ? block.size : code) * stride + (other < 0 ? earlier.size : other)
    out[at] = (out[at] as number) + (weights[r] as number)
  }
}

function assembled({ dense, indicators, parameters }: DesignLayout, sums: Sums): Float64Array {
  const gram = new Float64Array(parameters * parameters)
  const leading = dense.length + 1
  for (let i = 0; i < leading; i++) {
    for (let j = 0; j <= i; j++) gram[i * parameters + j] = sums.dense[i * sums.width + j] as number
  }
  indicators.forEach(({ size, offset }, i) => {
    const cross = sums.cross[i] as Float64Array
    for (let code = 0; code < size; code++) {
      const row = (offset + code) * parameters
      for (let j = 0; j < leading; j++) gram[row + j] = cross[j * (size + 1) + code] as number
      // An indicator times itself is the indicator: the sums with the column of ones.
      gram[row + offset + code] = cross[code] as number
      indicators.slice(0, i).forEach((earlier, j) => {
        const pairs = sums.pairs[i]?.[j] as Float64Array
        const from = code * (earlier.size + 1)
        gram.set(pairs.subarray(from, from + earlier.size), row + earlier.offset)
      })
    }
  })
  return gram
}
