import { SluiceError } from '@sluice/expr'

/** Good and bad rows are not together all rows: the table changed while it was split. */
export class RowsUnbalanced extends SluiceError {
  readonly code = 'rows-unbalanced'
  override readonly retry = 'later'
  readonly rows: number
  readonly good: number
  readonly bad: number

  constructor(fields: {
    readonly subject: string
    readonly rows: number
    readonly good: number
    readonly bad: number
  }) {
    const { subject, rows, good, bad } = fields
    super(
      `${subject}: ${rows} rows were split into ${good} good and ${bad} bad, which is not all of them. ` +
        `The rows changed while they were read; nothing was kept. Run the step again`,
    )
    this.rows = rows
    this.good = good
    this.bad = bad
  }
}
