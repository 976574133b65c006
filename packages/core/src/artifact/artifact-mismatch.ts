import { SluiceError } from '@sluice/expr'

/** A model was trained on other feature SQL, sources or columns than the ones it is asked to score. */
export class ArtifactMismatch extends SluiceError {
  readonly code = 'artifact-mismatch'
  readonly model: string
  readonly version: number
  /** Each difference in one sentence. */
  readonly differences: readonly string[]

  constructor(fields: {
    readonly model: string
    readonly version: number
    readonly differences: readonly string[]
    readonly train: string
  }) {
    super(
      `${fields.model} v${fields.version} was not trained on what this pipeline would feed it:\n` +
        `${fields.differences.map(difference => `  - ${difference}`).join('\n')}\n` +
        `Train a version on the new definition (${fields.train}), or restore the old definition.`,
    )
    this.model = fields.model
    this.version = fields.version
    this.differences = fields.differences
  }
}
