import { SluiceError, type Retry } from '@sluice/core'

/**
 * A channel did not say a notice. Its address, token and key are in no field: what services and libraries say is
 * reduced to codes.
 */
export class ChannelNotTold extends SluiceError {
  readonly code = 'channel-not-told'
  override readonly retry: Retry
  readonly channel: string
  /** Such as `HTTP 403, invalid_auth`. */
  readonly reason: string
  /** HTTP status or SMTP reply code. */
  readonly status?: number
  /** The service's own code, such as `invalid_auth`. */
  readonly serviceCode?: string
  /** How long the service asks us to wait. */
  readonly retryAfterMs?: number

  constructor(fields: {
    readonly channel: string
    readonly reason: string
    readonly retry: Retry
    readonly status?: number | undefined
    readonly serviceCode?: string | undefined
    readonly retryAfterMs?: number | undefined
  }) {
    const { channel, reason, retry, status, serviceCode, retryAfterMs } = fields
    super(`channel "${channel}" did not send the message: ${reason}. ${advice[retry]}`)
    this.channel = channel
    this.reason = reason
    this.retry = retry
    if (status !== undefined) this.status = status
    if (serviceCode !== undefined) this.serviceCode = serviceCode
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs
  }
}

const advice: Readonly<Record<Retry, string>> = {
  later: 'It can be sent later; see whether the service is up and can be reached from here.',
  never: 'Trying again gives the same answer: check the address, the credential and what it may do.',
}
