/** A column of training rows, binned: what the learner sees of it. */
export interface BinnedColumn {
  readonly name: string
  readonly kind: 'number' | 'category'
  /** The bin of each row, over a SharedArrayBuffer where threads are to share it; a missing value has the code `bins`. */
  readonly codes: Uint8Array
  /** Used bins, without the missing bin: 1 to 255. Of a category the number of categories. */
  readonly bins: number
  /** Of a number the upper bound of each bin but the last, ascending; of a category empty. */
  readonly edges: Float64Array
  /** Whether any row is missing. */
  readonly missing: boolean
  /** Of a category whose bins several categories share: the bin of each. */
  readonly binOf?: Uint8Array
}

/** Binned columns with what is to be learned. */
export interface TreeRows {
  readonly rows: number
  readonly columns: readonly BinnedColumn[]
  /** Per row: 0 or 1, a number, a count, or the index of a class, as the objective says. */
  readonly target: Float64Array
  /** Weight per row, from 0; every row counts 1 where there is none. */
  readonly weight?: Float64Array
}
