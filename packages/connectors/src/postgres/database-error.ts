import type { SluiceError } from '@sluice/core'
import { DatabaseQueryFailed } from '../errors/database-query-failed.ts'
import { DatabaseRefused } from '../errors/database-refused.ts'
import { DatabaseUnavailable } from '../errors/database-unavailable.ts'

type Verdict = readonly [kind: 'unavailable' | 'refused', reason: string]

/** Codes of Node's network errors and SQLSTATEs (or their classes) that have a meaning of their own. */
const verdicts: Readonly<Record<string, Verdict>> = {
  ECONNREFUSED: ['unavailable', 'nothing listens at this address'],
  ECONNRESET: ['unavailable', 'the connection was cut'],
  EPIPE: ['unavailable', 'the connection was cut'],
  ETIMEDOUT: ['unavailable', 'no answer in time'],
  EHOSTUNREACH: ['unavailable', 'there is no route to the host'],
  ENETUNREACH: ['unavailable', 'there is no route to the network'],
  EAI_AGAIN: ['unavailable', 'the name server does not answer'],
  ENOTFOUND: ['refused', 'there is no host of this name'],
  '08': ['unavailable', 'the connection was lost'],
  '28': ['refused', 'user name or password is wrong, or the user may not connect from here'],
  '3D000': ['refused', 'there is no database of this name'],
  '40': ['unavailable', 'the transaction was rolled back because of another one'],
  '42501': ['refused', 'the user has no right to do this'],
  '53': ['unavailable', 'the server is out of connections, memory or disk'],
  '55P03': ['unavailable', 'another transaction holds a lock'],
  '57014': ['unavailable', 'the statement ran longer than its timeout'],
  '57': ['unavailable', 'the server is starting up or shutting down'],
  '58': ['unavailable', 'the server has trouble with its own disk'],
}

/** Where and with which secret an error happened. */
export interface DatabaseErrorScope {
  /** How messages name the database: host, port and name. */
  readonly database: string
  readonly doing: string
  /** Never to appear in a message. */
  readonly password: string
}

/** The typed error for what `pg` threw. The password does not occur in it, nor in its cause. */
export function databaseError(
  error: unknown,
  { database, doing, password }: DatabaseErrorScope,
): SluiceError {
  const { code = '', message } = errorParts(error)
  const said = redact(message, password)
  const verdict = verdicts[code] ?? (/^[0-9A-Z]{5}$/.test(code) ? verdicts[code.slice(0, 2)] : undefined)
  const cause = new Error(said)
  if (verdict !== undefined) {
    const reason = `${verdict[1]} (${said})`
    return verdict[0] === 'refused'
      ? new DatabaseRefused({ database, reason, cause })
      : new DatabaseUnavailable({ database, reason, cause })
  }
  if (/^[0-9A-Z]{5}$/.test(code)) {
    return new DatabaseQueryFailed({ database, doing, sqlState: code, reason: said, cause })
  }
  return /timeout|terminated|closed|not queryable/i.test(message)
    ? new DatabaseUnavailable({ database, reason: said, cause })
    : new DatabaseRefused({ database, reason: said, cause })
}

function errorParts(error: unknown): { readonly code?: string; readonly message: string } {
  // A host with several addresses fails with one error for all of them.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  if (!(first instanceof Error)) return { message: String(first) }
  const code = 'code' in first && typeof first.code === 'string' ? first.code : undefined
  return { message: first.message, ...(code !== undefined && { code }) }
}

function redact(text: string, password: string): string {
  return password === '' ? text : text.replaceAll(password, '…')
}
