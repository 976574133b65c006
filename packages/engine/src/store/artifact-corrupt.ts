import { SluiceError } from '@sluice/expr'

/** The stored bytes of an artifact do not match its digest: it must not be used. */
export class ArtifactCorrupt extends SluiceError {
  readonly code = 'artifact-corrupt'
  readonly digest: string
  readonly path: string

  constructor(fields: { readonly digest: string; readonly path: string; readonly reason: string }) {
    super(
      `artifact ${fields.digest.slice(0, 12)} in ${fields.path} is damaged or was changed: ${fields.reason}. ` +
        `Delete the folder and restore it from a backup, promote another version, or train again.`,
    )
    this.digest = fields.digest
    this.path = fields.path
  }
}
