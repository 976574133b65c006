import type { GateRequest } from '../app/gate.ts'
import { cookieOf, sessionCookie } from './cookies.ts'

/** What a request says about who asks. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'session'; readonly secret: string }
  /** Something that cannot be; the reason is a clause that shows nothing of it. */
  | { readonly kind: 'unusable'; readonly reason: string }

const longest = 200

/** Reads who asks from the head of a request. A token counts before a session, and only in its header. */
export function credentialsOf({ headers, rawHeaders = [] }: GateRequest): Credentials {
  const { authorization, cookie } = headers
  if (authorization !== undefined) {
    const sent = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'authorization')
    if (sent.length > 1) return unusable('there is more than one Authorization header')
    if (authorization.length > longest) return unusable('the Authorization header is too long for a token')
    const [, scheme = '', text = ''] = /^(\S*) *(.*)$/.exec(authorization) ?? []
    if (scheme.toLowerCase() !== 'bearer') {
      return unusable('the Authorization header is not of the scheme Bearer')
    }
    if (!/^[\x21-\x7E]+$/.test(text)) return unusable('the Authorization header has no token')
    return { kind: 'token', text }
  }
  const secret = cookieOf(cookie, sessionCookie)
  return secret === undefined ? { kind: 'none' } : { kind: 'session', secret }
}

function unusable(reason: string): Credentials {
  return { kind: 'unusable', reason }
}
