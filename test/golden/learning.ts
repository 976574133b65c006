import { readFileSync } from 'node:fs'

/** Training data of a golden case: dense columns, then blocks of indicators. */
export interface GoldenData {
  readonly dense: readonly (readonly number[])[]
  readonly indicators: readonly { readonly size: number; readonly codes: readonly number[] }[]
}

/** A solution by one of scikit-learn's solvers. */
export interface GoldenSolution {
  readonly intercept: number
  readonly coefficients: readonly number[]
  readonly objective: number
  readonly margins: readonly number[]
}

/** What `learning.py` wrote. */
export interface LearningGolden {
  readonly versions: Readonly<Record<string, string>>
  readonly logistic: readonly {
    readonly name: string
    readonly data: GoldenData
    readonly target: readonly number[]
    readonly c: number
    readonly balanced: boolean
    readonly lbfgs: GoldenSolution
    readonly newton: GoldenSolution
  }[]
  readonly ridge: readonly {
    readonly name: string
    readonly data: GoldenData
    readonly target: readonly number[]
    readonly alpha: number
    readonly intercept: number
    readonly coefficients: readonly number[]
    readonly predictions: readonly number[]
  }[]
  readonly platt: readonly {
    readonly name: string
    readonly margins: readonly number[]
    readonly target: readonly number[]
    readonly A: number
    readonly B: number
  }[]
  readonly isotonic: readonly {
    readonly name: string
    readonly margins: readonly number[]
    readonly target: readonly number[]
    readonly xs: readonly number[]
    readonly ys: readonly number[]
    readonly at: readonly number[]
    readonly predictions: readonly number[]
  }[]
  readonly binary: readonly GoldenBinary[]
  readonly regression: readonly {
    readonly name: string
    readonly target: readonly number[]
    readonly prediction: readonly number[]
    readonly rmse: number
    readonly mae: number
    readonly r2: number | null
  }[]
}

/** Metrics of one set of probabilities; null where scikit-learn gives NaN or refuses. */
export interface GoldenBinary {
  readonly name: string
  readonly target: readonly number[]
  readonly probability: readonly number[]
  readonly threshold: number
  readonly auc: number | null
  readonly averagePrecision: number | null
  readonly logLoss: number
  readonly brier: number
  readonly ece: number
  readonly curve: { readonly rates: readonly number[]; readonly means: readonly number[] } | null
  readonly counts: { readonly tp: number; readonly fp: number; readonly fn: number; readonly tn: number }
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly accuracy: number
  readonly balancedAccuracy: number | null
  readonly mcc: number
}

/** Reads the golden values that `learning.py` made with scikit-learn. */
export function learningGolden(): LearningGolden {
  return JSON.parse(readFileSync(new URL('learning.json', import.meta.url), 'utf8')) as LearningGolden
}
