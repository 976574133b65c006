import { SluiceError } from '@sluice/core'

/** What somebody wants of an incident cannot be done with it as it is. */
export class IncidentRefused extends SluiceError {
  readonly code = 'incident-refused'
  readonly id: string
  readonly reason: string

  constructor(fields: {
    /** What was wanted, such as `acknowledge`. */
    readonly action: string
    readonly id: string
    readonly reason: string
    /** What to do instead. */
    readonly next: string
  }) {
    const { action, id, reason, next } = fields
    super(`cannot ${action} incident ${id}: ${reason}\n${next}`)
    this.id = id
    this.reason = reason
  }
}
