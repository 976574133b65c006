import { SluiceError } from '@sluice/expr'

/** A prepared feature has values that no model can learn from: missing or infinite ones. */
export class FeatureInvalid extends SluiceError {
  readonly code = 'feature-invalid'
  readonly feature: string
  readonly found: 'missing' | 'infinite'

  constructor(fields: {
    readonly feature: string
    readonly found: 'missing' | 'infinite'
    readonly rows: number
  }) {
    const { feature, found, rows } = fields
    const advice =
      found === 'missing'
        ? 'impute it in prepare, such as .impute("median")'
        : 'cut or clean it in the feature SQL'
    super(`feature "${feature}" is ${found} in ${rows} training ${rows === 1 ? 'row' : 'rows'}: ${advice}`)
    this.feature = feature
    this.found = found
  }
}
