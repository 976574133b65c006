import type { Admission, GateRequest, Refusal } from '../app/gate.ts'
import { tokenPrincipal, tokenState } from './access-token.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { ClientAddress } from './client-address.ts'
import { cookieText, sessionCookie } from './cookies.ts'
import { credentialsOf, type Credentials } from './credentials.ts'
import { isSafeMethod, notOwnChange } from './cross-site.ts'
import type { KnownTokens } from './known-tokens.ts'
import type { Limits } from './limits.ts'
import { sessionPrincipal, type LoginSessions } from './login-sessions.ts'
import { notFromHere } from './loopback.ts'
import type { Principal } from './principal.ts'
import { notAllowed, notAuthenticated, rateLimited } from './refusal.ts'

/** What deciding about a request needs. */
export interface GateParts {
  /** Whoever sits at this machine needs neither token nor login. */
  readonly open: boolean
  /** The origin of this server as browsers know it. */
  readonly origin?: string
  readonly tokens: KnownTokens
  readonly sessions: LoginSessions
  readonly limits: Limits
  readonly addressOf: ClientAddress
  readonly now: () => Date
}

/** Whoever sits at this machine: everything is theirs already. */
const local: Principal = { kind: 'local', id: 'local', name: 'local', role: 'admin', clients: 'all' }

/** Decides who gets in: somebody of this machine, with a token, or with a session; never more than one asks for. */
export async function admit(parts: GateParts, request: GateRequest): Promise<Admission> {
  const foreign = parts.open ? notFromHere(request) : undefined
  if (foreign !== undefined) {
    const next = 'Without a token this server answers only this machine; see docs/guide/access.md for others.'
    return notAllowed(foreign, next)
  }
  const found = await recognised(parts, request, credentialsOf(request))
  if (found.kind === 'refused') return found
  const wait = parts.limits.asked(found.principal, request.route)
  return wait === 0 ? found : rateLimited(`${found.principal.name} asks too often`, wait)
}

function recognised(
  parts: GateParts,
  request: GateRequest,
  credentials: Credentials,
): Promise<Admission> | Admission {
  switch (credentials.kind) {
    case 'token':
      return byToken(parts, request, credentials.text)
    case 'unusable':
      return wrong(parts, request, credentials.reason)
    case 'session':
      // Where nobody logs in, a cookie is of another server of this machine.
      if (parts.open) return { kind: 'admitted', principal: local }
      return bySession(parts, request, credentials.secret)
    case 'none':
      if (parts.open) return { kind: 'admitted', principal: local }
      return notAuthenticated('the request says nothing about who asks')
  }
}

async function byToken(parts: GateParts, request: GateRequest, text: string): Promise<Admission> {
  const token = await parts.tokens.find(text)
  if (token === undefined) return wrong(parts, request, 'there is no such token')
  const state = tokenState(token, parts.now())
  if (state === 'valid') return { kind: 'admitted', principal: tokenPrincipal(token) }
  return wrong(parts, request, `the token "${token.name}" is ${state}`)
}

async function bySession(parts: GateParts, request: GateRequest, secret: string): Promise<Admission> {
  const session = await parts.sessions.find(secret)
  if (session === undefined) {
    return wrong(parts, request, 'the session is over', {
      'set-cookie': cookieText(sessionCookie, '', { seconds: 0 }),
    })
  }
  const { method, headers } = request
  const foreign = isSafeMethod(method) ? undefined : notOwnChange(headers, parts.origin, secret)
  if (foreign === undefined) return { kind: 'admitted', principal: sessionPrincipal(session) }
  return notAllowed(foreign, 'Changes are made from the pages of this server, or with a token.')
}

/** Who is right gets in however often others of their address are wrong. */
function wrong(
  { limits, addressOf }: GateParts,
  request: GateRequest,
  reason: string,
  headers: Refusal['headers'] = {},
): Refusal {
  const wait = limits.failed(addressOf(request))
  return wait === 0
    ? notAuthenticated(reason, headers)
    : rateLimited('too many wrong tokens or sessions from this address', wait)
}

/** Whether who was let in would still be: their token is valid, or a session of theirs is not over. */
export async function isStillIn(
  { sessions, now }: Pick<GateParts, 'sessions' | 'now'>,
  tokens: Pick<AccessTokens, 'get'>,
  { kind, id }: Principal,
): Promise<boolean> {
  if (kind === 'local') return true
  if (kind === 'session') return sessions.any(id.replace(/^user:/, ''))
  const token = await tokens.get(id.replace(/^token:/, ''))
  return token !== undefined && tokenState(token, now()) === 'valid'
}
