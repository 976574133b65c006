import type { RawRequest } from '../app/gate.ts'
import { tokenState } from './access-token.ts'
import { beginSession, noteLogin, type LoginReply } from './begin-session.ts'
import { notOwnPage } from './cross-site.ts'
import { loginPage, tokenForm, tooOften } from './login-page.ts'
import type { LoginParts } from './login-parts.ts'
import { returnPath } from './return-path.ts'

/** Begins a session for a browser that shows a token in a form; it may do what the token may, as long as that may. */
export async function loginByToken(parts: LoginParts, request: RawRequest): Promise<LoginReply> {
  const { accessTokens, limits, addressOf, now, origin } = parts
  // Else a page of another site could log somebody in as somebody else.
  const foreign = notOwnPage(request.headers, origin)
  if (foreign !== undefined) {
    noteLogin(parts, request, { status: 403 })
    return loginPage(403, {
      title: 'You are not logged in',
      text: `${foreign}. Open /v1/login on this server.`,
    })
  }
  const wait = limits.failuresWait(addressOf(request))
  if (wait > 0) return tooOften(wait)
  const form = new URLSearchParams(request.body)
  const to = returnPath(form.get('return'))
  const token = await accessTokens.find(form.get('token')?.trim() ?? '')
  if (token === undefined || tokenState(token, now()) !== 'valid') {
    limits.failed(addressOf(request))
    noteLogin(parts, request, { status: 401 })
    const text = 'There is no such token, or it is not valid any more.'
    return loginPage(401, { title: 'Log in', text, body: tokenForm(to) })
  }
  const { id, name, role, clients } = token
  const subject = `token:${id}`
  noteLogin(parts, request, { status: 303, who: name, whoId: subject })
  return beginSession(parts, request, { subject, name, role, clients, token: id }, to)
}
