import { SluiceError } from '@sluice/expr'

/** An option of a learner, calibrator or decision is outside its range. */
export class OptionInvalid extends SluiceError {
  readonly code = 'option-invalid'
  /** For example `logisticRegression`. */
  readonly of: string
  readonly option: string
  readonly value: unknown

  constructor(fields: {
    readonly of: string
    readonly option: string
    readonly value: unknown
    /** What the option must be, after "must be". */
    readonly expected: string
  }) {
    const { of, option, value, expected } = fields
    super(`${of}: option "${option}" is ${String(value)}, but must be ${expected}`)
    this.of = of
    this.option = option
    this.value = value
  }
}
