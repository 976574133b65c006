import { OptionInvalid } from '@sluice/core'
import { isLoopback } from '../shared/channel/service-address.ts'
import { secretReference } from '../shared/secret-reference.ts'

/** The server that takes e-mails. */
export interface EmailServer {
  readonly host: string
  /** 465 is encrypted from the start, all others by STARTTLS. */
  readonly port: number
  /** Encrypted from the start; default for port 465. */
  readonly secure?: boolean
  /** References to the name and the password with which to log in. */
  readonly user?: string
  readonly password?: string
  /** Certificates to trust instead of the system's, as PEM. */
  readonly ca?: string
}

/** A server that was checked. */
export interface CheckedServer extends EmailServer {
  readonly secure: boolean
  /** Nothing is said before the connection is encrypted. */
  readonly starttls: boolean
}

/**
 * Checks the options of a server. Only a server on this machine may be talked to without encryption.
 *
 * @throws OptionInvalid or SecretNotAReference for what cannot work.
 */
export function checkedServer(server: EmailServer): CheckedServer {
  const { host, port, secure = port === 465, user, password, ca } = server
  const refuse = (option: string, value: unknown, expected: string) =>
    new OptionInvalid({ of: 'email', option: `server.${option}`, value, expected })
  if (!/^[\w.:[\]-]+$/.test(host)) throw refuse('host', host, "a server's name or address")
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw refuse('port', port, 'a port from 1 to 65535')
  }
  if ((user === undefined) !== (password === undefined)) {
    throw refuse('user', user === undefined ? 'absent' : 'alone', 'given together with server.password')
  }
  if (user !== undefined) secretReference('server.user', user)
  if (password !== undefined) secretReference('server.password', password)
  return { ...server, secure, starttls: !secure && (ca !== undefined || !isLoopback(host)) }
}
