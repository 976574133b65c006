import { SluiceError } from '@sluice/expr'

/** A reference points to an artifact that the store does not hold. */
export class ArtifactNotFound extends SluiceError {
  readonly code = 'artifact-not-found'
  readonly digest: string
  readonly path: string

  constructor(fields: { readonly digest: string; readonly path: string }) {
    super(
      `artifact ${fields.digest.slice(0, 12)} is not in the store (looked for ${fields.path}). It was deleted, or the ` +
        `model was trained into another store. Copy it from there, promote another version, or train again.`,
    )
    this.digest = fields.digest
    this.path = fields.path
  }
}
