import type { RawRequest } from '../app/gate.ts'
import { reply, type Reply } from '../http/reply.ts'
import { cookieOf, cookieText, csrfCookie, loginCookie, sessionCookie } from './cookies.ts'
import { csrfToken } from './cross-site.ts'
import type { NewSession } from './login-sessions.ts'
import type { LoginParts } from './login-parts.ts'

/** An answer with cookies. */
export type LoginReply = Reply & { readonly setCookies?: readonly string[] }

/** Begins a session in place of the one that the browser had, and sends it to where it wanted. */
export async function beginSession(
  { sessions, longestMs }: LoginParts,
  request: RawRequest,
  session: NewSession,
  to: string,
): Promise<LoginReply> {
  const { secret } = await sessions.begin(session, cookieOf(request.headers.cookie, sessionCookie))
  const seconds = longestMs / 1000
  return {
    ...reply(303, undefined, { location: to, 'cache-control': 'no-store' }),
    setCookies: [
      cookieText(sessionCookie, secret, { seconds }),
      cookieText(csrfCookie, csrfToken(secret), { seconds, readable: true }),
      cookieText(loginCookie, '', { seconds: 0 }),
    ],
  }
}

/** Keeps that somebody logged in or out, or tried to. */
export function noteLogin(
  { audit, now, addressOf, limits }: LoginParts,
  request: RawRequest,
  {
    status,
    who = 'nobody',
    whoId = '',
    things = {},
  }: {
    readonly status: number
    readonly who?: string
    readonly whoId?: string
    readonly things?: Readonly<Record<string, string>>
  },
): void {
  const address = addressOf(request)
  if (status >= 400 && !limits.noted(address)) return
  const { method, path, requestId = '' } = request
  audit.note({ at: now(), who, whoId, method, route: path, things, status, requestId, address })
}
