import { SluiceError } from '@sluice/expr'

/** A feature has values that nothing can be learned from: missing, infinite, enormous or unsuitable ones. */
export class FeatureInvalid extends SluiceError {
  readonly code = 'feature-invalid'
  readonly feature: string
  readonly found: 'missing' | 'infinite' | 'enormous' | 'not-positive'

  constructor(fields: {
    readonly feature: string
    readonly found: 'missing' | 'infinite' | 'enormous' | 'not-positive'
    /** In how many rows, where that is known. */
    readonly rows?: number
  }) {
    const { feature, found, rows } = fields
    const where = rows === undefined ? 'training rows' : `${rows} ${rows === 1 ? 'row' : 'rows'}`
    super(`feature "${feature}" is ${found.replace('-', ' ')} in ${where}: ${advice[found]}`)
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
  'not-positive':
    "Box-Cox takes numbers above 0 only: use .power('yeo-johnson'), or make the others missing in the feature SQL",
} as const
