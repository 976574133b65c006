import { histogramOf, type Histogram } from './histogram.ts'
import { rounded } from './rounded.ts'
import type { ScoredSample } from './scored-sample.ts'
import { thinned } from './thinned.ts'
import type { Point } from './curves.ts'

/** Errors of a regression: predicted against observed for some rows, and how the differences are spread. */
export interface Residuals {
  readonly points: readonly Point[]
  /** Of observed minus predicted; all in `negatives`. */
  readonly histogram: Histogram
}

/** Residuals of predictions, points thinned to 300 in the order of the rows. */
export function residualsOf({ target, probability }: ScoredSample): Residuals {
  const residual = target.map((value, i) => value - (probability[i] as number))
  return {
    points: thinned(target.length, 300).map((i): Point => [
      rounded(probability[i], 4) ?? 0,
      rounded(target[i], 4) ?? 0,
    ]),
    histogram: histogramOf(new Float64Array(residual.length), residual),
  }
}
