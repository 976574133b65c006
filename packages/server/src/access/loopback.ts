import type { IncomingHttpHeaders } from 'node:http'

const addresses = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const names = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i
const ofProxies = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
]

/** True for a host to listen on that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || addresses.test(host.replace(/^\[(.*)\]$/, '$1'))
}

/** What of a request decides whether whoever sits at this machine sent it. */
export interface SeenRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly remoteAddress: string
}

/**
 * Why a request may not be from who sits at this machine, as a clause; undefined where it is. A page of another site that
 * a browser here has open must reach the server neither through a name of its own that resolves to this machine, nor
 * from its own origin; and what a proxy passes on may be from anywhere.
 */
export function notFromHere({ method, headers, remoteAddress }: SeenRequest): string | undefined {
  if (!addresses.test(remoteAddress)) return 'the request is not from this machine'
  if (!names.test(headers.host ?? '')) return 'the Host header is not a name of this machine'
  const proxied = ofProxies.find(name => headers[name] !== undefined)
  if (proxied !== undefined) return `the request came through a proxy (header ${proxied})`
  const { origin } = headers
  if (origin !== undefined && origin !== `http://${headers.host ?? ''}`) {
    return 'the request is from a page of another origin'
  }
  return isForeign(method, headers) ? 'the request is from a page of another site' : undefined
}

/** Somebody may follow a link from elsewhere; nothing else may come from there. */
function isForeign(method: string, headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return false
  return method !== 'GET' || headers['sec-fetch-mode'] !== 'navigate'
}
