import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { MethodNotAllowed } from '../errors/method-not-allowed.ts'
import { NotFound } from '../errors/not-found.ts'
import { matcherOf, type Matcher } from '../http/matcher.ts'
import type { Reply } from '../http/reply.ts'
import type { Route } from '../http/route.ts'
import { targetOf } from '../http/target.ts'
import { answerRoute, gateRequest, refusedWith, type Answered } from './answer-route.ts'
import type { AppScope } from './app-scope.ts'
import type { Asked } from './asked.ts'
import type { RawRoute } from './gate.ts'
import { packed } from './packed.ts'
import { problemReply } from './problem.ts'
import { bodyText } from './read-body.ts'
import { dataHeaders, transportHeaders } from './security-headers.ts'

/** What an app answers with, besides the scope of every answer. */
export interface AppParts {
  readonly scope: AppScope
  readonly routes: readonly Route[]
  /** Endpoints that need nobody to be let in. */
  readonly rawRoutes: readonly RawRoute[]
  /** Answers everything outside of the API; the path is decoded and does not step. */
  readonly page: (path: string, asked: Asked) => Promise<Reply>
  /** True from when the server closes: connections end with the answers that run. */
  readonly isClosing: () => boolean
  readonly publicUrl?: string
}

/** An app that answers requests of Node's HTTP server. */
export type App = Hono<{ Bindings: HttpBindings }>

/**
 * Makes an app of routes. Hono passes requests in and answers out; which route a path is, is decided by our own matcher
 * (docs/decisions/0016-own-matcher.md).
 */
export function createApp({ publicUrl, ...parts }: AppParts): App {
  const match = matcherOf(parts.routes)
  const raw = new Map(parts.rawRoutes.map(route => [`${route.method} ${route.path}`, route]))
  const transport = transportHeaders(publicUrl)
  const app: App = new Hono()
  app.all('*', async ({ env, req }) => {
    const started = performance.now()
    const requestId = randomUUID()
    const { incoming, outgoing } = env
    const method = incoming.method ?? 'GET'
    const head = { incoming, method, requestId, gone: () => req.raw.signal }
    const found = await answer({ ...parts, match, raw }, head)
    const answered = { ...found, reply: await packed(found.reply, incoming.headers['accept-encoding']) }
    const closing = parts.isClosing() ? { connection: 'close' } : {}
    const response = send(outgoing, answered, { ...transport, ...closing, 'x-request-id': requestId })
    // Nobody reads it, and an open stream would wait for somebody.
    if (method === 'HEAD' && answered.reply.body instanceof ReadableStream) await answered.reply.body.cancel()
    const { reply, principal } = answered
    parts.scope.log({
      level: 'info',
      message: 'answered',
      requestId,
      method,
      path: pathOf(incoming.url),
      status: reply.status,
      ms: performance.now() - started,
      ...(principal !== undefined && { who: principal.name }),
    })
    return response
  })
  return app
}

type Inside = Omit<AppParts, 'publicUrl'> & {
  readonly match: Matcher
  readonly raw: ReadonlyMap<string, RawRoute>
}

async function answer(inside: Inside, head: Omit<Asked, 'target'>): Promise<Answered> {
  try {
    const asked = { ...head, target: targetOf(head.incoming.url ?? '') }
    const { path } = asked.target
    const raw = inside.raw.get(`${head.method === 'HEAD' ? 'GET' : head.method} ${path}`)
    if (raw !== undefined) return await answerRaw(inside.scope, asked, raw)
    if (path === '/v1' || path.startsWith('/v1/')) return await answerApi(inside, asked)
    if (head.method === 'GET' || head.method === 'HEAD') return { reply: await inside.page(path, asked) }
    throw new MethodNotAllowed({ method: head.method, path, allowed: ['GET', 'HEAD'] })
  } catch (error) {
    return { reply: refusedWith(inside.scope, head, error) }
  }
}

async function answerApi({ scope, match }: Inside, asked: Asked): Promise<Answered> {
  const matched = match(asked.target)
  if (matched !== undefined) return answerRoute(scope, { ...asked, matched })
  // Who is not let in does not learn what is there.
  const admission = await scope.gate.admit(gateRequest(asked))
  if (admission.kind === 'admitted') throw new NotFound({ subject: asked.target.path })
  const { status, code, detail, headers } = admission
  return { reply: problemReply({ status, code, detail, requestId: asked.requestId }, headers) }
}

async function answerRaw(scope: AppScope, asked: Asked, route: RawRoute): Promise<Answered> {
  const { incoming, target } = asked
  const body = route.method === 'GET' ? '' : await bodyText(incoming, scope.limits.bodyBytes)
  const url = new URL(`http://${incoming.headers.host ?? 'localhost'}`)
  url.pathname = route.path
  url.search = target.query
  const { setCookies, ...reply } = await route.handle({ ...gateRequest(asked), url, body })
  return { reply, ...(setCookies !== undefined && { setCookies }) }
}

/** Writes an answer itself: a Response in between costs as much as all the rest. Streams are left to Hono. */
function send(
  outgoing: HttpBindings['outgoing'],
  { reply, setCookies = [] }: Answered,
  more: Readonly<Record<string, string>>,
): Response {
  const { status, body } = reply
  const headers = { ...dataHeaders, ...more, ...reply.headers }
  if (body instanceof ReadableStream) {
    const several = new Headers(headers)
    for (const cookie of setCookies) several.append('set-cookie', cookie)
    return new Response(body, { status, headers: several })
  }
  // Some statuses have no body, not even an empty one.
  const isBare = status === 204 || status === 304
  outgoing.writeHead(status, {
    ...headers,
    ...(setCookies.length > 0 && { 'set-cookie': [...setCookies] }),
    ...(!isBare && { 'content-length': Buffer.byteLength(body ?? '') }),
  })
  outgoing.end(isBare ? undefined : body)
  return RESPONSE_ALREADY_SENT
}

function pathOf(url = ''): string {
  return url.split('?', 1)[0] ?? ''
}
