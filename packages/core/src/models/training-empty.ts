import { SluiceError } from '@sluice/expr'

/** Nothing to learn from: there is not a single training row. */
export class TrainingEmpty extends SluiceError {
  readonly code = 'training-empty'
  /** What was to be fitted. */
  readonly fitting: string

  constructor(fields: { readonly fitting: string }) {
    super(
      `${fields.fitting} cannot be fitted: there are no training rows. ` +
        `Check that the feature SQL returns rows at the training dates and that filters keep some.`,
    )
    this.fitting = fields.fitting
  }
}
