import type { RawRoute } from '../app/gate.ts'
import { beginLogin, finishLogin } from './login-by-provider.ts'
import { loginByToken } from './login-by-token.ts'
import type { LoginParts } from './login-parts.ts'
import { logOut } from './log-out.ts'

/** The endpoints of logging in and out, for browsers. */
export function loginRoutes(parts: LoginParts): readonly RawRoute[] {
  const begin: RawRoute = { method: 'GET', path: '/v1/login', handle: request => beginLogin(parts, request) }
  // Where nobody needs to log in, there is only a way to the pages.
  if (parts.open) return [begin]
  return [
    begin,
    { method: 'GET', path: '/v1/login/callback', handle: request => finishLogin(parts, request) },
    { method: 'POST', path: '/v1/login/token', handle: request => loginByToken(parts, request) },
    { method: 'POST', path: '/v1/logout', handle: request => logOut(parts, request) },
  ]
}
