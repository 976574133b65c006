import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import { LoginFailed } from '../../errors/login-failed.ts'
import { LoginUnavailable } from '../../errors/login-unavailable.ts'

/** What went wrong between somebody, the provider and this server. */
export function loginError(issuer: string, cause: unknown): LoginFailed | LoginUnavailable {
  if (cause instanceof AuthorizationResponseError) {
    return new LoginFailed({ reason: `the provider refused it (${word(cause.error)})`, cause })
  }
  if (cause instanceof ResponseBodyError) {
    if (cause.status >= 500) {
      return new LoginUnavailable({ issuer, reason: `answered ${cause.status}`, cause })
    }
    return new LoginFailed({ reason: `the provider did not accept its code (${word(cause.error)})`, cause })
  }
  if (isNetwork(cause)) return new LoginUnavailable({ issuer, reason: 'does not answer', cause })
  return new LoginFailed({ reason: 'what came back does not belong to this login', cause })
}

function isNetwork(cause: unknown): boolean {
  if (cause instanceof ClientError) {
    return cause.code === 'OAUTH_TIMEOUT' || (cause.cause !== undefined && isNetwork(cause.cause))
  }
  // How fetch says that a connection was refused or lost.
  return cause instanceof TypeError && cause.message === 'fetch failed'
}

/** A word of the protocol such as `access_denied`, and nothing that somebody made up. */
function word(error: string): string {
  return /^[a-z_]{1,40}$/.test(error) ? error : 'no reason'
}
