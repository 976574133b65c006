import { SluiceError } from '@sluice/expr'

/** A feature has values that nothing can be learned from: missing, infinite or enormous ones. */
export class FeatureInvalid extends SluiceError {
  readonly code = 'feature-invalid'
  readonly feature: string
  readonly found: 'missing' | 'infinite' | 'enormous'

  constructor(fields: {
    readonly feature: string
    readonly found: 'missing' | 'infinite' | 'enormous'
    /** In how many rows, where that is known. */
    readonly rows?: number
  }) {
    const { feature, found, rows } = fields
    const where = rows === undefined ? 'training rows' : `${rows} ${rows === 1 ? 'row' : 'rows'}`
    super(`feature "${feature}" is ${found} in ${where}: ${advice[found]}`)
    this.feature = feature
    this.found = found
  }
}

const advice = {
  missing:
    `fill it in prepare, such as .impute('median'), before .log1p(), .clip() and scaling; ` +
    `{ indicator: true } keeps what the gap tells`,
  infinite: 'make it missing (a division by 0, a sentinel?) or cut it to a range in the feature SQL',
  enormous:
    'numbers beyond 1e150 have no variance in doubles: make them missing or cut them in the feature SQL',
} as const
