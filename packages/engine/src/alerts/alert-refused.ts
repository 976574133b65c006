import { SluiceError } from '@sluice/core'

/** A receiver of alerts says that it will not take them. Its address is not in the message. */
export class AlertRefused extends SluiceError {
  readonly code = 'alert-refused'
  readonly sink: string
  /** What it answered, such as `HTTP 404`. */
  readonly reason: string

  constructor({ sink, reason }: { readonly sink: string; readonly reason: string }) {
    super(
      `the ${sink} refused an alert: ${reason}. Trying again will not help: check the address and whether the ` +
        `receiver expects another form.`,
    )
    this.sink = sink
    this.reason = reason
  }
}
