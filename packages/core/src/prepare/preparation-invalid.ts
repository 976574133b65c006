import { SluiceError } from '@sluice/expr'

/** A preparation cannot be applied to the columns it meets. */
export class PreparationInvalid extends SluiceError {
  readonly code = 'preparation-invalid'
  readonly column: string

  constructor(fields: {
    readonly column: string
    /** What is wrong with the column, after its name. */
    readonly reason: string
    /** What to do, as a sentence. */
    readonly advice: string
  }) {
    super(`column "${fields.column}" ${fields.reason}. ${fields.advice}`)
    this.column = fields.column
  }
}
