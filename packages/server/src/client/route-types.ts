import type { z } from 'zod'
import type { auditRoutes } from '../access/audit-routes.ts'
import type { tokenRoutes } from '../access/token-routes.ts'
import type { resourceRoutes } from '../resources/resource-routes.ts'
import type { Route } from '../http/route.ts'

/** The routes that a client knows by path: all but those of scores. */
export type ClientRoutes = readonly [
  ...typeof resourceRoutes,
  ...ReturnType<typeof tokenRoutes>,
  ...ReturnType<typeof auditRoutes>,
]

/** The routes with a method. */
type With<T extends readonly Route[], M extends string> = Extract<T[number], { readonly method: M }>

/** The paths that can be asked with a method. */
export type ClientPath<M extends 'GET' | 'POST'> = With<ClientRoutes, M>['path']

/** The route of a method and a path. */
export type ClientRoute<M extends 'GET' | 'POST', P extends ClientPath<M>> = Extract<
  With<ClientRoutes, M>,
  { readonly path: P }
>

/** What is answered. */
export type ClientAnswer<R extends Route> = z.output<R['response']>

/** Something of an object must be given, or it may be left out where nothing of it must. */
type Field<Name extends string, T> =
  IsNothing<T> extends true
    ? { readonly [K in Name]?: undefined }
    : Partial<T> extends T
      ? { readonly [K in Name]?: T }
      : { readonly [K in Name]: T }

/** Without properties; the type of an empty strict object has all names. */
type IsNothing<T> = [keyof T] extends [never] ? true : string extends keyof T ? true : false

/** What a route is asked: numbers of paths and queries may be given as numbers or as text. */
export type ClientInput<R extends Route> = Field<'params', Texts<z.output<R['params']>>> &
  Field<'query', Asked<z.input<R['query']>, z.output<R['query']>>> &
  Field<'body', z.input<R['body']>>

type Texts<T> = { readonly [K in keyof T]: T[K] extends number ? number | string : T[K] }

/** What may be left out is as the input says; what it is, as the output says. */
type Asked<I, O> = {
  readonly [K in keyof I]: K extends keyof O
    ? Exclude<O[K], undefined> | (undefined extends I[K] ? undefined : never)
    : I[K]
}
