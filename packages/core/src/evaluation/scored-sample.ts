import type { ClassPairs } from '../classes/class-metrics.ts'

/** Rows with their outcome and their scores: one entry per row in each array. */
export interface ScoredSample {
  /** 0 and 1, or numbers. */
  readonly target: Float64Array
  readonly margin: Float64Array
  /** Calibrated; of a regression the prediction again. */
  readonly probability: Float64Array
  /** Of several classes, of every row the true and the predicted one; `target` says whether they are the same. */
  readonly pairs?: ClassPairs
}

/** Indices of the rows that can be judged: target and probability finite, margin present. */
export function judgeable({ target, margin, probability }: ScoredSample): Uint32Array {
  const rows = new Uint32Array(target.length)
  let count = 0
  for (let i = 0; i < target.length; i++) {
    if (Number.isFinite(target[i]) && Number.isFinite(probability[i]) && !Number.isNaN(margin[i])) {
      rows[count++] = i
    }
  }
  return rows.subarray(0, count)
}

/** The rows of a sample at `indices`. */
export function pick(sample: ScoredSample, indices: ArrayLike<number>): ScoredSample {
  return {
    target: at(sample.target, indices),
    margin: at(sample.margin, indices),
    probability: at(sample.probability, indices),
  }
}

function at(values: Float64Array, indices: ArrayLike<number>): Float64Array {
  const picked = new Float64Array(indices.length)
  for (let i = 0; i < picked.length; i++) picked[i] = values[indices[i] as number] as number
  return picked
}
