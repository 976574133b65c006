import { SluiceError } from '@sluice/core'

/** A server that others could reach and where nobody could say who they are. */
export class ServerUnprotected extends SluiceError {
  readonly code = 'server-unprotected'
  readonly host: string

  constructor({ host }: { readonly host: string }) {
    super(
      `the server would listen on ${host}, where others reach it, and there is neither a login nor a token that is valid. ` +
        `Make a token: sluice token create --name me --role admin. Or configure server.oidc, or listen on 127.0.0.1.`,
    )
    this.host = host
  }
}
