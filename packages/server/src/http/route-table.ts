import type { z } from 'zod'
import type { Method, Route } from './route.ts'

/** Routes of a server; no two have the same method and path. */
export type RouteTable = readonly Route[]

/** The route of a table with this method and path. */
export type RouteOf<T extends RouteTable, M extends Method, P extends string> = Extract<
  T[number],
  { readonly method: M; readonly path: P }
>

/** The paths of a table for a method. */
export type PathsOf<T extends RouteTable, M extends Method> = Extract<
  T[number],
  { readonly method: M }
>['path']

/** What a route answers. */
export type Answer<T extends Route> = z.output<T['response']>
