import { SluiceError } from '@sluice/expr'

/** A fitted model was given other features than it was fitted on. */
export class DesignMismatch extends SluiceError {
  readonly code = 'design-mismatch'
  /** Position of the first difference. */
  readonly position: number
  readonly expected: string
  readonly given: string

  constructor(fields: { readonly position: number; readonly expected: string; readonly given: string }) {
    const { position, expected, given } = fields
    super(
      `feature ${position} must be ${expected}, but is ${given}. ` +
        `Give the model the features of the preparation it was fitted with, in the same order.`,
    )
    this.position = position
    this.expected = expected
    this.given = given
  }
}
