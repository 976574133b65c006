import { SluiceError } from '@sluice/expr'

/** All training rows have the same target, so there is nothing to tell apart. */
export class OneClass extends SluiceError {
  readonly code = 'one-class'
  readonly rows: number
  readonly target: number

  constructor(fields: { readonly rows: number; readonly target: number; readonly weighted?: boolean }) {
    const which = fields.weighted === true ? ' whose weight is above 0' : ''
    super(
      `all ${fields.rows} training rows${which} have target ${fields.target}: a classifier needs rows of both classes. ` +
        `Check that the label SQL finds events after the training dates, train on more dates, or, where only the rows ` +
        `of a fold lack a class, use fewer folds or spread it: groupedFolds({ stratified: true }).`,
    )
    this.rows = fields.rows
    this.target = fields.target
  }
}
