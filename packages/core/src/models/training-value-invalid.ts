import { SluiceError } from '@sluice/expr'

/** A training row holds a value that nothing can be learned from. */
export class TrainingValueInvalid extends SluiceError {
  readonly code = 'training-value-invalid'
  /** The column, or `target`, or `margin`. */
  readonly column: string
  readonly row: number
  readonly value: number

  constructor(fields: {
    readonly column: string
    readonly row: number
    readonly value: number
    /** What the value must be, after "must be". */
    readonly expected: string
    /** What to do about it, as a sentence. */
    readonly advice: string
  }) {
    const { column, row, value, expected, advice } = fields
    super(`"${column}" of training row ${row} is ${value}, but must be ${expected}. ${advice}`)
    this.column = column
    this.row = row
    this.value = value
  }
}
