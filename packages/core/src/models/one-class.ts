import { SluiceError } from '@sluice/expr'

/** All training rows have the same target, so there is nothing to tell apart. */
export class OneClass extends SluiceError {
  readonly code = 'one-class'
  readonly rows: number
  readonly target: number

  constructor(fields: { readonly rows: number; readonly target: number }) {
    super(
      `all ${fields.rows} training rows have target ${fields.target}: a classifier needs rows of both classes. ` +
        `Check that the label SQL finds events after the training dates, or train on more dates.`,
    )
    this.rows = fields.rows
    this.target = fields.target
  }
}
