import type { RawRoute } from '../app/gate.ts'
import { reply } from '../http/reply.ts'
import type { Route } from '../http/route.ts'
import { openApiOf } from './openapi-of.ts'

/** `/openapi.json`: what the routes are, for anybody; made when it is first asked for. */
export function openApiRoute(routes: readonly Route[]): RawRoute {
  let text: string | undefined
  return {
    method: 'GET',
    path: '/openapi.json',
    handle: () => {
      text ??= JSON.stringify(openApiOf(routes))
      return Promise.resolve(
        reply(200, text, { 'content-type': 'application/json', 'cache-control': 'no-cache' }),
      )
    },
  }
}
