import { SluiceError } from '@sluice/expr'

/** Options or rows for boosted trees that do not fit together. */
export class BoostInvalid extends SluiceError {
  readonly code = 'boost-invalid'
  /** For example `options.learningRate` or `training.columns[3].codes`. */
  readonly where: string
  readonly value: unknown

  constructor(fields: {
    readonly where: string
    readonly value: unknown
    /** What it must be, after "must be". */
    readonly expected: string
  }) {
    const { where, value, expected } = fields
    super(`boosted trees: ${where} is ${String(value)}, but must be ${expected}`)
    this.where = where
    this.value = value
  }
}
