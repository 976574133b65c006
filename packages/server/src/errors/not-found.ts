import { SluiceError } from '@sluice/core'

/** What was asked for is not there, or who asks does not see it: the two cannot be told apart. */
export class NotFound extends SluiceError {
  readonly code = 'not-found'
  readonly subject: string

  /** @param fields.subject what was asked for, such as `run "01J…"`, in the words of who asked */
  constructor(fields: { readonly subject: string }) {
    super(`${fields.subject} is not there, or you do not have access to it. Look for it in its list.`)
    this.subject = fields.subject
  }
}
