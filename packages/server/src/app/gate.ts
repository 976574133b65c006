import type { IncomingHttpHeaders } from 'node:http'
import type { Principal } from '../access/principal.ts'
import type { Reply } from '../http/reply.ts'
import type { Route } from '../http/route.ts'

/** What a gate sees of a request before anything of it is read but its head. */
export interface GateRequest {
  readonly method: string
  /** Decoded once, without the query. */
  readonly path: string
  /** Names in lower case, as Node gives them. */
  readonly headers: IncomingHttpHeaders
  /** Of the connection; a gate decides whether it believes what a proxy says. */
  readonly remoteAddress: string
  /** As on the wire, name by name: what is sent twice is seen. */
  readonly rawHeaders?: readonly string[]
  /** For the audit log; the answer has the same. */
  readonly requestId?: string
  /** The route that was asked for; none for pages and for paths that are not there. */
  readonly route?: Route
}

/** Let in as somebody, or turned away. */
export type Admission =
  | { readonly kind: 'admitted'; readonly principal: Principal; readonly setCookies?: readonly string[] }
  | Refusal

/** Why somebody is turned away; answered as problem details. */
export interface Refusal {
  readonly kind: 'refused'
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly headers?: Readonly<Record<string, string>>
}

/** An endpoint that is not data, such as the way back from a login: it answers whatever it wants, before the gate. */
export interface RawRoute {
  readonly method: 'GET' | 'POST'
  /** Exact, such as `/v1/login/callback`. */
  readonly path: string
  handle(request: RawRequest): Promise<Reply & { readonly setCookies?: readonly string[] }>
}

/** What a {@link RawRoute} gets. */
export interface RawRequest extends GateRequest {
  /** With scheme, host and query, as asked. */
  readonly url: URL
  /** At most what the server takes of any request; empty for GET. */
  readonly body: string
}

/** What an audited request came to. */
export interface Outcome {
  readonly request: GateRequest
  readonly principal: Principal
  readonly status: number
  readonly requestId: string
  /** Of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** What was sent, after validation; the audit log takes from it only names of clients, pipelines and models. */
  readonly body?: unknown
}

/**
 * Who gets in. The app asks once for each request to a route, before it reads the body; it checks the role and the scope
 * of the route itself, after the gate.
 */
export interface Gate {
  admit(request: GateRequest): Promise<Admission>
  /** Whether somebody who was admitted would still be: asked now and then while a stream of theirs is open. */
  isStillIn?(principal: Principal): Promise<boolean>
  /** Told of each finished request with `effect: 'write'` and of those refused by role or scope: the audit log. */
  finished?(outcome: Outcome): void
  /** Routes that access adds, such as tokens. */
  readonly routes: readonly Route[]
  /** Endpoints that access adds and that need no admission. */
  readonly rawRoutes: readonly RawRoute[]
}
