import { SluiceError } from '@sluice/core'

/** There is no incident of this id. */
export class IncidentNotFound extends SluiceError {
  readonly code = 'incident-not-found'
  readonly id: string

  constructor(fields: { readonly id: string }) {
    super(`there is no incident "${fields.id}". See: sluice incidents list --all`)
    this.id = fields.id
  }
}
