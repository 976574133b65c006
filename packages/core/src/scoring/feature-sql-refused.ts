import { SluiceError } from '@sluice/expr'

/** Feature or label SQL reads something that is not cut at `asOf`, or that changes from run to run. */
export class FeatureSqlRefused extends SluiceError {
  readonly code = 'feature-sql-refused'
  /** `features` or `label`, with the pipeline. */
  readonly where: string
  /** The table or function that is refused. */
  readonly refused: string

  constructor(fields: { readonly where: string; readonly name: string; readonly reason: string }) {
    super(`${fields.where}: ${fields.reason}`)
    this.where = fields.where
    this.refused = fields.name
  }
}
