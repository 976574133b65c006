import { SluiceError } from '@sluice/core'

/** A backfill that cannot be made. */
export class BackfillInvalid extends SluiceError {
  readonly code = 'backfill-invalid'
  readonly pipeline: string
  readonly deployment: string

  constructor(fields: { readonly pipeline: string; readonly deployment: string; readonly reason: string }) {
    const { pipeline, deployment, reason } = fields
    super(`backfill of ${pipeline} for "${deployment}": ${reason}`)
    this.pipeline = pipeline
    this.deployment = deployment
  }
}
