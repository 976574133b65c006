import type { IncomingHttpHeaders } from 'node:http'
import { csrfHeader } from './cookies.ts'
import { sameDigest, secretDigest } from './secret-digest.ts'

/** What pages must send with a session's changes; nobody can make it without the session's secret. */
export function csrfToken(secret: string): string {
  return secretDigest(`csrf ${secret}`)
}

/** Methods that change nothing. */
export function isSafeMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/**
 * Why a change may come from a page of another site, as a clause; undefined where it does not.
 *
 * @param own the origin of this server where it is known, else it is that of the Host header
 */
export function notOwnPage(headers: IncomingHttpHeaders, own: string | undefined): string | undefined {
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (origin === undefined && site === undefined) {
    return 'nothing says that the request is from a page of this server'
  }
  if (site !== undefined && site !== 'same-origin') return 'the request is from a page of another site'
  // A form of a page that tells nobody where it is has the origin "null"; what no page can forge says that it is ours.
  if (origin === undefined || (origin === 'null' && site === 'same-origin')) return undefined
  const is =
    own === undefined ? URL.canParse(origin) && new URL(origin).host === headers.host : origin === own
  return is ? undefined : 'the request is from a page of another origin'
}

/** Why a change of a session is not accepted, as a clause; undefined where it is. */
export function notOwnChange(
  headers: IncomingHttpHeaders,
  own: string | undefined,
  secret: string,
): string | undefined {
  const foreign = notOwnPage(headers, own)
  if (foreign !== undefined) return foreign
  const sent = headers[csrfHeader]
  const is = typeof sent === 'string' && sameDigest(sent, csrfToken(secret))
  return is ? undefined : `the header ${csrfHeader} is not that of the session`
}
