import { SluiceError } from '@sluice/core'

/** A secret is referred to, but the environment does not have it. */
export class SecretMissing extends SluiceError {
  readonly code = 'secret-missing'
  readonly reference: string

  constructor(fields: { readonly reference: string; readonly reason: string }) {
    super(`secret "${fields.reference}": ${fields.reason}`)
    this.reference = fields.reference
  }
}
