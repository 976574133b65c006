import { SluiceError } from '@sluice/core'

/** A server that cannot listen, or must not as it is set up. */
export class ServerNotStarted extends SluiceError {
  readonly code = 'server-not-started'
  readonly host: string
  readonly port: number

  constructor(fields: {
    readonly host: string
    readonly port: number
    readonly reason: string
    readonly next: string
  }) {
    const { host, port, reason, next } = fields
    super(`cannot serve at ${host}, port ${port}: ${reason}. ${next}`)
    this.host = host
    this.port = port
  }
}
