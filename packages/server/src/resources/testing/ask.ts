import { isReply } from '../../http/reply.ts'
import type { Route } from '../../http/route.ts'
import type { RouteContext } from '../../http/route-context.ts'
import { resourceRoutes } from '../resource-routes.ts'

/** How a route is asked besides its path. */
export interface Asking {
  readonly method?: 'GET' | 'POST'
  readonly body?: unknown
}

/**
 * Asks the route of a path as the server would: what was asked and what is answered is validated by its schemas.
 *
 * @throws what the handler throws, and Error for a path or an answer that fits no route
 */
export async function askRoute(
  context: RouteContext,
  url: string,
  { method = 'GET', body = {} }: Asking = {},
): Promise<unknown> {
  const { pathname, searchParams } = new URL(url, 'http://sluice')
  for (const route of resourceRoutes as readonly Route[]) {
    const params = route.method === method ? paramsIn(route.path, pathname) : undefined
    if (params === undefined) continue
    const input = {
      params: route.params.parse(params),
      query: route.query.parse(Object.fromEntries(searchParams)),
      body: route.body.parse(body),
    }
    const answer = await route.handle(input, context)
    if (isReply(answer)) return answer
    // Over the wire and back: what is undefined is not there, and nothing but JSON is.
    return route.response.parse(JSON.parse(JSON.stringify(answer)))
  }
  throw new Error(`no route for ${method} ${pathname}`)
}

/** Literal paths come before those with names in the table's own matching, too: a name does not match a colon's action. */
function paramsIn(path: string, pathname: string): Readonly<Record<string, string>> | undefined {
  const pattern = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>[^/:]+)`)
  const found = new RegExp(`^${pattern}$`).exec(pathname)
  if (found === null) return undefined
  return Object.fromEntries(
    Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  )
}
