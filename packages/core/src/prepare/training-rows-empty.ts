import { SluiceError } from '@sluice/expr'

/** There are no rows to fit a preparation on. */
export class TrainingRowsEmpty extends SluiceError {
  readonly code = 'training-rows-empty'

  constructor() {
    super(
      'there are no training rows to fit on. Look at the rows of the extracted tables and at the training dates: sluice show <run>',
    )
  }
}
