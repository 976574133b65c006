import { z } from 'zod'
import { SluiceError } from '@sluice/core'
import type { RawRequest } from '../app/gate.ts'
import { LoginFailed } from '../errors/login-failed.ts'
import { reply } from '../http/reply.ts'
import { beginSession, noteLogin, type LoginReply } from './begin-session.ts'
import { cookieOf, cookieText, loginCookie } from './cookies.ts'
import { beginAgain, loginPage, tokenForm, tooOften } from './login-page.ts'
import type { LoginParts } from './login-parts.ts'
import { grantedBy } from './oidc/granted.ts'
import type { LoginProvider, PendingLogin } from './oidc/login-provider.ts'
import { returnPath } from './return-path.ts'

const pendingSchema = z.strictObject({
  state: z.string().min(1),
  nonce: z.string().min(1),
  verifier: z.string().min(1),
  to: z.string(),
})

/** Whoever is at the provider longer begins again. */
const pendingSeconds = 600

/** Sends a browser to the provider; without one it may show a token. */
export async function beginLogin(parts: LoginParts, request: RawRequest): Promise<LoginReply> {
  const { provider, open } = parts
  const to = returnPath(request.url.searchParams.get('return'))
  if (open) return reply(303, undefined, { location: to })
  if (provider === undefined || request.url.searchParams.get('with') === 'token') {
    const text =
      'Show a token of this server. It is kept nowhere; the session lasts until you log out or it ends.'
    return loginPage(200, { title: 'Log in', text, body: tokenForm(to) })
  }
  try {
    const { url, pending } = await provider.begin()
    const kept = Buffer.from(JSON.stringify({ ...pending, to })).toString('base64url')
    return {
      ...reply(303, undefined, {
        location: url,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      }),
      setCookies: [cookieText(loginCookie, kept, { seconds: pendingSeconds })],
    }
  } catch (error) {
    return failedPage(parts, request, error)
  }
}

/** Takes somebody who comes back from the provider in. */
export async function finishLogin(parts: LoginParts, request: RawRequest): Promise<LoginReply> {
  const { provider, limits, addressOf } = parts
  if (provider === undefined) {
    return loginPage(404, { title: 'Not found', text: 'This server has no provider of logins.' })
  }
  const wait = limits.failuresWait(addressOf(request))
  if (wait > 0) return tooOften(wait)
  try {
    return await comeBack(parts, provider, request)
  } catch (error) {
    limits.failed(addressOf(request))
    return failedPage(parts, request, error)
  }
}

async function comeBack(
  parts: LoginParts,
  provider: LoginProvider,
  request: RawRequest,
): Promise<LoginReply> {
  const { to, ...pending } = pendingOf(request)
  const { subject, claims } = await provider.finish(request.url.search, pending)
  const granted = grantedBy(claims, provider.config)
  noteLogin(parts, request, {
    status: 303,
    who: granted.name,
    whoId: `user:${subject}`,
    things: { role: granted.role, clients: [granted.clients].flat().join(', ') },
  })
  return beginSession(parts, request, { ...granted, subject }, returnPath(to))
}

function pendingOf({ headers }: RawRequest): PendingLogin & { readonly to: string } {
  const text = cookieOf(headers.cookie, loginCookie)
  const found = pendingSchema.safeParse(parsed(text ?? ''))
  if (found.success) return found.data
  throw new LoginFailed({ reason: 'it was begun in another browser, or more than ten minutes ago' })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}

/** What somebody sees who did not get in; anything that is not one of ours is a defect and not theirs to read. */
function failedPage(parts: LoginParts, request: RawRequest, error: unknown): LoginReply {
  if (!(error instanceof SluiceError)) throw error
  const status = statuses[error.code]
  if (status === undefined) throw error
  noteLogin(parts, request, { status, things: { code: error.code } })
  return {
    ...loginPage(status, { title: 'You are not logged in', text: error.message, body: beginAgain }),
    setCookies: [cookieText(loginCookie, '', { seconds: 0 })],
  }
}

const statuses: Readonly<Record<string, number>> = {
  'login-failed': 400,
  'login-not-allowed': 403,
  'login-unavailable': 503,
}
