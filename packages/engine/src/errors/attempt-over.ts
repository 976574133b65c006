import { SluiceError } from '@sluice/core'

/** A step went on after its attempt had ended, and touched something of it. */
export class AttemptOver extends SluiceError {
  readonly code = 'attempt-over'
  readonly step: string

  constructor(fields: { readonly step: string; readonly attempt: number }) {
    const { step, attempt } = fields
    super(
      `step "${step}" used its context after attempt ${attempt} had ended. Await everything that the step starts, ` +
        `and stop when context.signal is aborted.`,
    )
    this.step = step
  }
}
