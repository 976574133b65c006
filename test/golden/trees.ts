import { readFileSync } from 'node:fs'

/** A loss or a score of each of five folds, by its name. */
export type FoldMeasures = Readonly<Record<string, readonly number[]>>

/** What `trees.py` wrote. */
export interface TreesGolden {
  readonly versions: Readonly<Record<string, string>>
  readonly cases: readonly {
    readonly name: string
    readonly objective: 'binary' | 'squared' | 'poisson' | 'quantile' | 'multiclass'
    readonly rows: number
    readonly targetSum: number
    readonly lightgbm: FoldMeasures
    readonly scikitLearn: FoldMeasures
  }[]
}

/** Losses of the peers on the data of {@link treesData}. */
export function treesGolden(): TreesGolden {
  return JSON.parse(readFileSync(new URL('trees.json', import.meta.url), 'utf8')) as TreesGolden
}
