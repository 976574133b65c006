import { SluiceError } from '@sluice/core'

/** A request to a server that is closing. */
export class ServerCloses extends SluiceError {
  readonly code = 'server-closes'
  override readonly retry = 'later'

  constructor() {
    super('The server is closing. Ask again: another one answers, or this one when it is back.')
  }
}
