import type { Method, Route } from './route.ts'
import type { Target } from './target.ts'

/** A path that is there: what can be done with it. */
export interface Matched {
  /** By method; the params that their paths name, decoded. */
  readonly routes: ReadonlyMap<Method, Route>
  readonly values: readonly string[]
}

/** Finds the routes of a target. */
export type Matcher = (target: Target) => Matched | undefined

interface Node {
  readonly literals: Map<string, Node>
  name?: Node
  /** By action, '' for none. */
  readonly ends: Map<string, Map<Method, Route>>
}

/**
 * A matcher of these routes. What is written out comes before a name; the colon of an action is one that is written as
 * such, so that a name may have colons, encoded as `%3A`, as it may have slashes.
 *
 * @throws Error when two routes have the same method and path: a mistake of who made them
 */
export function matcherOf(routes: readonly Route[]): Matcher {
  const root = node()
  for (const route of routes) add(root, route)
  return target => found(root, target, 0, [])
}

function node(): Node {
  return { literals: new Map(), ends: new Map() }
}

function add(root: Node, route: Route): void {
  const [, path = '', action = ''] = /^\/(.*?)(?::(\w+))?$/.exec(route.path) ?? []
  let at = root
  for (const segment of path.split('/')) {
    if (segment.startsWith('{')) {
      at = at.name ??= node()
      continue
    }
    const next = at.literals.get(segment) ?? node()
    at.literals.set(segment, next)
    at = next
  }
  const methods = at.ends.get(action) ?? new Map<Method, Route>()
  if (methods.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`)
  at.ends.set(action, methods.set(route.method, route))
}

function found(at: Node, target: Target, depth: number, values: readonly string[]): Matched | undefined {
  const segment = target.segments[depth]
  if (segment === undefined) {
    const routes = at.ends.get(target.action ?? '')
    return routes && { routes, values }
  }
  const literal = at.literals.get(segment)
  const there = literal && found(literal, target, depth + 1, values)
  if (there !== undefined || at.name === undefined || segment === '') return there
  return found(at.name, target, depth + 1, [...values, segment])
}
