import { SluiceError } from '@sluice/expr'

/** A number that features are to be made of is infinite, or so large that its statistics are. */
export class FeatureInfinite extends SluiceError {
  readonly code = 'feature-infinite'
  readonly feature: string
  readonly min: number
  readonly max: number

  constructor(fields: { readonly feature: string; readonly min: number; readonly max: number }) {
    const { feature, min, max } = fields
    super(
      `"${feature}" has values from ${min} to ${max} in the training rows, and of infinite numbers there are no ` +
        `statistics. Make them missing in the feature SQL (a division by 0, a sentinel?) or cut them to a range.`,
    )
    this.feature = feature
    this.min = min
    this.max = max
  }
}
