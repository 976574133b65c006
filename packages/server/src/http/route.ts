import { z } from 'zod'
import type { Role } from '../access/principal.ts'
import type { Reply } from './reply.ts'
import type { RouteContext } from './route-context.ts'

/** Methods of routes. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** The names in braces of a path: `run` and `step` of `/v1/runs/{run}/steps/{step}:skip`. */
export type ParamNames<T extends string> = T extends `${string}{${infer N}}${infer Rest}`
  ? N | ParamNames<Rest>
  : never

/** What a handler may return for data of type `T`: nothing in it needs to be changeable. */
export type Plain<T> = T extends readonly (infer E)[]
  ? readonly Plain<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T

/** What was asked, after validation. */
export interface RouteInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>
  readonly query: z.output<Q>
  readonly body: z.output<B>
}

/**
 * A route as data. The HTTP server, the OpenAPI document, the typed client and the test of who may do what all follow
 * from it.
 */
export interface Route<
  M extends Method = Method,
  T extends string = string,
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  readonly method: M
  /** Such as `/v1/runs/{run}:cancel`: names in braces, an action behind a colon at the end. */
  readonly path: T
  /** One sentence for people. */
  readonly summary: string
  /** The least role that may ask. */
  readonly role: Role
  /** `client`: also for people of some clients, who get only what is theirs; `all`: only for who sees all clients. */
  readonly scope: 'client' | 'all'
  /** Whether it changes something: such requests are kept in the audit log and may be repeated by key. */
  readonly effect: 'read' | 'write'
  readonly params: P
  readonly query: Q
  readonly body: B
  /** Of the JSON that is answered; with `media` the answer is text of that type. */
  readonly response: R
  /** Status of a success; 200 where the handler does not reply itself. */
  readonly status: number
  readonly media: string
  /** Bytes a body may have, where more or less than the server's default. */
  readonly maxBodyBytes?: number
  /** The answer shows a secret once: it is never kept for requests that are repeated by key. */
  readonly showsSecret?: true
  handle(
    input: RouteInput<P, Q, B>,
    context: RouteContext,
  ): Promise<Plain<z.output<R>> | Reply> | Plain<z.output<R>> | Reply
}

/** A query or body that is not there. */
const nothing = z.strictObject({})
type Nothing = typeof nothing

/** What a route says; the rest has defaults. */
interface RouteSpec<
  M extends Method,
  T extends string,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> {
  readonly method: M
  readonly path: T
  readonly summary: string
  readonly role: Role
  readonly scope: 'client' | 'all'
  /** Default: `read` for GET, else `write`. */
  readonly effect?: 'read' | 'write'
  /** Default: a text for each name in the path. */
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly response: R
  readonly status?: number
  readonly media?: string
  readonly maxBodyBytes?: number
  readonly showsSecret?: true
  handle(
    input: RouteInput<P, Q, B>,
    context: RouteContext,
  ): Promise<Plain<z.output<R>> | Reply> | Plain<z.output<R>> | Reply
}

/** Params of which the path says all there is to say. */
export type TextParams<T extends string> = z.ZodType<Readonly<Record<ParamNames<T>, string>>>

/** Defines a route; types of what was asked flow from its schemas and its path into the handler. */
export function route<
  const M extends Method,
  const T extends string,
  R extends z.ZodType,
  P extends z.ZodType<Readonly<Record<ParamNames<T>, unknown>>> = TextParams<T>,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(spec: RouteSpec<M, T, P, Q, B, R>): Route<M, T, NoInfer<P>, NoInfer<Q>, NoInfer<B>, NoInfer<R>> {
  const { method, path, params, query, body, ...rest } = spec
  return {
    effect: method === 'GET' ? 'read' : 'write',
    status: 200,
    media: 'application/json',
    ...rest,
    method,
    path,
    // Without a schema the type parameter is its default, which the compiler cannot know here.
    params: params ?? (textParams(path) as P),
    query: query ?? (nothing as z.ZodType as Q),
    body: body ?? (nothing as z.ZodType as B),
    handle: (input, context) => spec.handle(input, context),
  }
}

/** The names in braces of a path, in its order. */
export function paramNames(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** Longest text of a part of a path: names of models and books, digests, ids. */
const paramLength = 400

function textParams(path: string): z.ZodType {
  return z.strictObject(
    Object.fromEntries(paramNames(path).map(name => [name, z.string().min(1).max(paramLength)])),
  )
}
