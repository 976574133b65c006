import { numberDrift, numberReference } from '@sluice/core'
import { chance } from './chance.ts'
import { equalWidthPsi, sturges } from './published.ts'

/** How often a drift was reported in a column of spend (log-normal, σ = 1.8). */
export interface DriftCell {
  readonly rows: number
  readonly factor: number
  readonly detector: string
  readonly reported: number
}

const cases = [
  [200, 1],
  [200, 2],
  [1000, 1],
  [1000, 1.5],
  [10_000, 1],
  [10_000, 1.1],
  [10_000, 1.25],
  [10_000, 2],
] as const

/** Draws a reference and a sample of equally many rows, the sample times a factor. */
export function driftCells(repetitions: number): readonly DriftCell[] {
  return cases.flatMap(([rows, factor]) => {
    const counts = { sluice: 0, 'PSI ≥ 0.1, 10 equal widths': 0, "PSI ≥ 0.1, Sturges' equal widths": 0 }
    const times = rows >= 10_000 ? Math.ceil(repetitions / 4) : repetitions
    for (let i = 0; i < times; i++) {
      const { normal } = chance(920_000_000 + rows * 31 + i * 7919 + factor * 1000)
      const draw = (by: number) => Array.from({ length: rows }, () => by * Math.exp(2 + 1.8 * normal()))
      const [before, now] = [draw(1), draw(factor)]
      if (numberDrift(numberReference(before), now).state === 'drift') counts.sluice += 1
      if (equalWidthPsi(before, now) >= 0.1) counts['PSI ≥ 0.1, 10 equal widths'] += 1
      if (equalWidthPsi(before, now, sturges(rows)) >= 0.1) counts["PSI ≥ 0.1, Sturges' equal widths"] += 1
    }
    return Object.entries(counts).map(([detector, count]) => ({
      rows,
      factor,
      detector,
      reported: count / times,
    }))
  })
}
