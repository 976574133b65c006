import type { ScoredRows } from './scored-rows.ts'

/** How scores differ from those expected, over the rows that were scored. */
export interface ScoreDifferences {
  /** Rows with other bits. */
  readonly rows: number
  /** The first of them. */
  readonly first?: { readonly row: number; readonly expected: number; readonly found: number }
  /** The largest difference, relative to the value where that is above 1. */
  readonly largest: number
}

/** Compares one output over all rows of `found`, bit for bit. */
export function scoreDifferences(
  output: keyof ScoredRows,
  found: ScoredRows,
  expected: ScoredRows,
): ScoreDifferences {
  const [a, b] = [found[output], expected[output]]
  let rows = 0
  let first: ScoreDifferences['first']
  let largest = 0
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row] as number, b[row] as number]
    if (Object.is(x, y)) continue
    rows++
    first ??= { row, expected: y, found: x }
    const difference = Math.abs(x - y) / Math.max(1, Math.abs(y))
    largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference)
  }
  return { rows, largest, ...(first && { first }) }
}
