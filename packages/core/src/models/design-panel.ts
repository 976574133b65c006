import type { DesignLayout } from './design-layout.ts'

/**
 * Some consecutive rows of a design, standardised, column after column: column 0 is all ones, then the dense
 * columns, then zeros up to a multiple of four, so that kernels work on tiles without remainders.
 */
export interface DesignPanel {
  readonly values: Float64Array
  readonly height: number
  readonly width: number
}

/** Passes over `layout` in blocks of rows small enough that a block stays in the processor's cache. */
export function eachPanel(
  layout: DesignLayout,
  visit: (panel: DesignPanel, start: number, rows: number) => void,
): void {
  const panel = emptyPanel(layout)
  for (let start = 0; start < layout.rows; start += panel.height) {
    const rows = Math.min(panel.height, layout.rows - start)
    fill(panel, layout, start, rows)
    visit(panel, start, rows)
  }
}

/** Adds `X θ` of the panel's rows to `out`. */
export function addProduct(
  layout: DesignLayout,
  panel: DesignPanel,
  { start, rows }: { readonly start: number; readonly rows: number },
  parameters: Float64Array,
  out: Float64Array,
): void {
  for (let column = 0; column <= layout.dense.length; column++) {
    addScaled(panel.values, column * panel.height, rows, parameters[column] as number, out)
  }
  for (const { codes, offset } of layout.indicators) {
    for (let r = 0; r < rows; r++) {
      const code = codes[start + r] as number
      if (code >= 0) out[r] = (out[r] as number) + (parameters[offset + code] as number)
    }
  }
}

/** Adds `Xᵀ r` of the panel's rows to `out`. */
export function addTransposed(
  layout: DesignLayout,
  panel: DesignPanel,
  { start, rows }: { readonly start: number; readonly rows: number },
  residuals: Float64Array,
  out: Float64Array,
): void {
  for (let column = 0; column <= layout.dense.length; column++) {
    out[column] = (out[column] as number) + dot(panel.values, column * panel.height, rows, residuals)
  }
  for (const { codes, offset } of layout.indicators) {
    for (let r = 0; r < rows; r++) {
      const code = codes[start + r] as number
      if (code >= 0) out[offset + code] = (out[offset + code] as number) + (residuals[r] as number)
    }
  }
}

function emptyPanel(layout: DesignLayout): DesignPanel {
  const width = Math.ceil((layout.dense.length + 1) / 4) * 4
  const height = Math.max(32, Math.min(512, Math.floor(32_768 / width)))
  const values = new Float64Array(width * height)
  values.fill(1, 0, height)
  return { values, height, width }
}

function fill({ values, height }: DesignPanel, layout: DesignLayout, start: number, rows: number): void {
  layout.dense.forEach((column, i) => {
    standardise(values, (i + 1) * height, column.values, start, rows, column.mean, 1 / column.scale)
  })
}

function standardise(
  out: Float64Array,
  at: number,
  values: Float64Array,
  start: number,
  rows: number,
  mean: number,
  inverse: number,
): void {
  for (let r = 0; r < rows; r++) out[at + r] = ((values[start + r] as number) - mean) * inverse
}

function addScaled(panel: Float64Array, at: number, rows: number, factor: number, out: Float64Array): void {
  for (let r = 0; r < rows; r++) out[r] = (out[r] as number) + factor * (panel[at + r] as number)
}

function dot(panel: Float64Array, at: number, rows: number, other: Float64Array): number {
  let even = 0
  let odd = 0
  let r = 0
  for (; r + 1 < rows; r += 2) {
    even += (panel[at + r] as number) * (other[r] as number)
    odd += (panel[at + r + 1] as number) * (other[r + 1] as number)
  }
  if (r < rows) even += (panel[at + r] as number) * (other[r] as number)
  return even + odd
}
