import type { RawRequest } from '../app/gate.ts'
import { reply } from '../http/reply.ts'
import { noteLogin, type LoginReply } from './begin-session.ts'
import { cookieOf, cookieText, csrfCookie, sessionCookie } from './cookies.ts'
import { notOwnChange } from './cross-site.ts'
import type { LoginParts } from './login-parts.ts'

/** Ends the session of a browser, or with `?everywhere=true` all of whoever has it. */
export async function logOut(parts: LoginParts, request: RawRequest): Promise<LoginReply> {
  const { sessions, origin } = parts
  const secret = cookieOf(request.headers.cookie, sessionCookie)
  const session = secret === undefined ? undefined : await sessions.find(secret)
  if (secret !== undefined && session !== undefined) {
    const foreign = notOwnChange(request.headers, origin, secret)
    if (foreign !== undefined) {
      noteLogin(parts, request, { status: 403, who: session.name, whoId: `user:${session.subject}` })
      return reply(403, foreign, { 'content-type': 'text/plain; charset=utf-8' })
    }
    const everywhere = request.url.searchParams.get('everywhere') === 'true'
    await (everywhere ? sessions.endAll(session.subject) : sessions.end(secret))
    const things = everywhere ? { everywhere: 'true' } : {}
    noteLogin(parts, request, { status: 204, who: session.name, whoId: `user:${session.subject}`, things })
  }
  return {
    ...reply(204),
    setCookies: [
      cookieText(sessionCookie, '', { seconds: 0 }),
      cookieText(csrfCookie, '', { seconds: 0, readable: true }),
    ],
  }
}
