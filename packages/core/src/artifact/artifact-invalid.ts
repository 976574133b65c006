import { SluiceError } from '@sluice/expr'

/** Stored bytes are an artifact, but not a model that this version of Sluice can use. */
export class ArtifactInvalid extends SluiceError {
  readonly code = 'artifact-invalid'
  readonly digest: string

  constructor(fields: { readonly digest: string; readonly reason: string; readonly cause?: unknown }) {
    super(
      `artifact ${fields.digest.slice(0, 12)} cannot be used: ${fields.reason}. ` +
        `Promote another version, or train a new one.`,
      { cause: fields.cause },
    )
    this.digest = fields.digest
  }
}
