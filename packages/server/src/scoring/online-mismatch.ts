import { SluiceError } from '@sluice/core'

/** A version does not give its own expected scores by the path of requests, so it is not served. */
export class OnlineMismatch extends SluiceError {
  readonly code = 'online-mismatch'
  readonly model: string
  readonly version: number
  readonly differences: readonly string[]

  constructor(fields: {
    readonly model: string
    readonly version: number
    readonly differences: readonly string[]
  }) {
    const { model, version, differences } = fields
    const [first = ''] = differences
    const more = differences.length > 1 ? ` (and ${differences.length - 1} more)` : ''
    super(
      `${model} v${version} gives other scores here than in training: ${first}${more}. It is not served. ` +
        `Look whether all processes run the same version of Sluice, and train again`,
    )
    this.model = model
    this.version = version
    this.differences = differences
  }
}
