import type { NumericDesign } from './learner.ts'

/** A dense column with the shift and scale that give it mean 0 and variance 1. */
export interface DenseColumn {
  readonly values: Float64Array
  readonly mean: number
  readonly scale: number
}

/** A block of indicators; its parameters are `offset` … `offset + size - 1`. */
export interface IndicatorBlock {
  readonly codes: Int32Array
  readonly size: number
  readonly offset: number
}

/**
 * Where the parameters of a linear model are: 0 is the intercept, then the dense columns (standardised, so that
 * solvers meet well-scaled numbers whatever the units), then the indicators.
 */
export interface DesignLayout {
  readonly rows: number
  readonly dense: readonly DenseColumn[]
  readonly indicators: readonly IndicatorBlock[]
  readonly parameters: number
}

// Below this the penalty, 1 / scale², would overflow.
const smallestScale = 1e-100

/** Lays out the parameters of a design and measures its dense columns. */
export function layoutOf(design: NumericDesign): DesignLayout {
  const dense: DenseColumn[] = []
  for (const block of design.blocks) if (block.kind === 'dense') dense.push(standardised(block.values))
  const indicators: IndicatorBlock[] = []
  let offset = 1 + dense.length
  for (const block of design.blocks) {
    if (block.kind !== 'indicators') continue
    indicators.push({ codes: block.codes, size: block.names.length, offset })
    offset += block.names.length
  }
  return { rows: design.rows, dense, indicators, parameters: offset }
}

/** Every `step`-th row, with the same shifts and scales, so that parameters mean the same. */
export function everyNth(layout: DesignLayout, step: number): DesignLayout {
  const rows = Math.ceil(layout.rows / step)
  const pick = (_: unknown, i: number) => i * step
  const at = Uint32Array.from({ length: rows }, pick)
  return {
    ...layout,
    rows,
    dense: layout.dense.map(column => ({
      ...column,
      values: Float64Array.from(at, i => column.values[i] as number),
    })),
    indicators: layout.indicators.map(block => ({
      ...block,
      codes: Int32Array.from(at, i => block.codes[i] as number),
    })),
  }
}

/** Weights of the squared parameters that make `½‖β‖²` in the units of the design; 0 for the intercept. */
export function penaltyOf(layout: DesignLayout): Float64Array {
  const penalty = new Float64Array(layout.parameters).fill(1)
  penalty[0] = 0
  layout.dense.forEach(({ scale }, i) => (penalty[i + 1] = 1 / (scale * scale)))
  return penalty
}

function standardised(values: Float64Array): DenseColumn {
  let sum = 0
  let min = values[0] as number
  let max = min
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    sum += value
    if (value < min) min = value
    if (value > max) max = value
  }
  if (min === max) return { values, mean: min, scale: 1 }
  const mean = sum / values.length
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const centred = (values[i] as number) - mean
    squares += centred * centred
  }
  const scale = Math.sqrt(squares / values.length)
  return { values, mean, scale: scale > smallestScale ? scale : 1 }
}
