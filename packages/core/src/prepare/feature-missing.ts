import { SluiceError } from '@sluice/expr'

/** A feature is missing in some rows after all its transforms, and nothing says what that means. */
export class FeatureMissing extends SluiceError {
  readonly code = 'feature-missing'
  readonly feature: string
  readonly missing: number
  readonly rows: number

  constructor(fields: { readonly feature: string; readonly missing: number; readonly rows: number }) {
    const { feature, missing, rows } = fields
    super(
      `feature "${feature}" is missing in ${missing} of ${rows} rows. Add .impute('median') or .impute({ constant }) ` +
        `to its chain; it goes before .log1p(), .clip() and the scaling. { indicator: true } keeps what the gap tells.`,
    )
    this.feature = feature
    this.missing = missing
    this.rows = rows
  }
}
