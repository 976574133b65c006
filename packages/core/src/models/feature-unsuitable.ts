import { SluiceError } from '@sluice/expr'

/** A learner was given a feature in a form it cannot learn from. */
export class FeatureUnsuitable extends SluiceError {
  readonly code = 'feature-unsuitable'
  readonly feature: string
  readonly fitting: string

  constructor(fields: { readonly feature: string; readonly fitting: string }) {
    const { feature, fitting } = fields
    super(
      `${fitting} learns from numbers, but feature "${feature}" is a category as it is. ` +
        `Encode it, for example with .oneHot() or .target() instead of .codes(), or learn with boostedTrees().`,
    )
    this.feature = feature
    this.fitting = fitting
  }
}
