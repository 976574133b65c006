import { SluiceError } from '@sluice/core'

/** A step reached for the network in a test run that was given no `fetch`. */
export class RequestNotExpected extends SluiceError {
  readonly code = 'request-not-expected'
  readonly step: string
  readonly url: string

  constructor(fields: { readonly step: string; readonly url: string }) {
    super(
      `step "${fields.step}" requested ${fields.url} in a test run without a network. ` +
        `Pass a fetch that answers it, or give the step's output.`,
    )
    this.step = fields.step
    this.url = fields.url
  }
}
