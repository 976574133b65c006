import { hasRole, type Principal } from '../access/principal.ts'
import { MethodNotAllowed } from '../errors/method-not-allowed.ts'
import { NotAllowed } from '../errors/not-allowed.ts'
import { isReply, json, type Reply } from '../http/reply.ts'
import type { Method, Route } from '../http/route.ts'
import type { RouteContext } from '../http/route-context.ts'
import { queryOf } from '../http/target.ts'
import { answerOnce } from './answer-once.ts'
import type { AppScope } from './app-scope.ts'
import type { Asked, AskedRoute } from './asked.ts'
import type { GateRequest } from './gate.ts'
import { problemReply } from './problem.ts'
import { problemOf } from './problem-of.ts'
import { jsonBody } from './read-body.ts'
import { paramsOf, validInput } from './read-input.ts'

/** An answer, and who asked. */
export interface Answered {
  readonly reply: Reply
  readonly principal?: Principal
  readonly setCookies?: readonly string[]
}

/** Answers a request for a path of the API that is there: who asks is let in before anything else of it is read. */
export async function answerRoute(scope: AppScope, asked: AskedRoute): Promise<Answered> {
  const { matched, method, target } = asked
  const route = matched.routes.get(methodOf(method))
  const request = gateRequest(asked, route)
  const admission = await scope.gate.admit(request)
  if (admission.kind === 'refused') {
    const { status, code, detail, headers } = admission
    return { reply: problemReply({ status, code, detail, requestId: asked.requestId }, headers) }
  }
  const { principal, setCookies = [] } = admission
  if (route === undefined) {
    throw new MethodNotAllowed({ method, path: target.path, allowed: allowed(matched.routes) })
  }
  const done = await doneAs(scope, asked, route, principal)
  if (route.effect === 'write' || done.isRefused) {
    const { requestId } = asked
    const params = paramsOf(route, matched.values)
    const { body, reply } = done
    scope.gate.finished?.({ request, principal, status: reply.status, requestId, params, body })
  }
  return { reply: done.reply, principal, setCookies }
}

/** A request as the gate sees it. */
export function gateRequest({ incoming, method, target, requestId }: Asked, route?: Route): GateRequest {
  return {
    method,
    path: target.path,
    headers: incoming.headers,
    remoteAddress: incoming.socket.remoteAddress ?? '',
    rawHeaders: incoming.rawHeaders,
    requestId,
    ...(route !== undefined && { route }),
  }
}

/** HEAD is GET without the body. */
function methodOf(method: string): Method {
  return (method === 'HEAD' ? 'GET' : method) as Method
}

function allowed(routes: ReadonlyMap<Method, Route>): readonly string[] {
  return [...routes.keys()].flatMap(method => (method === 'GET' ? ['GET', 'HEAD'] : [method])).toSorted()
}

interface Done {
  readonly reply: Reply
  readonly isRefused: boolean
  readonly body?: unknown
}

/** What came of it, failures too: whoever keeps the audit log hears of all. */
async function doneAs(scope: AppScope, asked: AskedRoute, route: Route, principal: Principal): Promise<Done> {
  let body: unknown
  let isRefused = true
  try {
    assertAllowed(route, principal)
    isRefused = false
    const sent =
      route.method === 'GET'
        ? undefined
        : await jsonBody(asked.incoming, route.maxBodyBytes ?? scope.limits.bodyBytes)
    const query = queryOf(asked.target.query)
    const input = validInput(route, { values: asked.matched.values, query, body: sent?.value ?? {} })
    body = input.body
    const handle = async () => {
      const answer = await route.handle(input, contextFor(scope, asked, principal))
      return clean(scope, route, isReply(answer) ? answer : json(route.status, answer))
    }
    const key = asked.incoming.headers['idempotency-key']
    if (route.effect === 'read' || key === undefined) return { reply: await handle(), isRefused, body }
    const write = {
      principal: principal.id,
      key: String(key),
      asked: [asked.method, asked.target.path, asked.target.query, sent?.text ?? ''],
      hidden: route.showsSecret === true,
    }
    const once = { store: scope.repeats, onTrouble: (error: unknown) => logged(scope, asked, error) }
    return { reply: await answerOnce(once, write, handle), isRefused, body }
  } catch (error) {
    return { reply: refusedWith(scope, asked, error), isRefused, body }
  }
}

/** Answers an error; what is not for who asked goes to the log. */
export function refusedWith(scope: Pick<AppScope, 'log' | 'redact'>, asked: AskedId, error: unknown): Reply {
  const { fields, headers, isOurs } = problemOf(error, asked.requestId)
  if (isOurs) logged(scope, asked, error)
  return problemReply({ ...fields, detail: scope.redact(fields.detail) }, headers)
}

type AskedId = Pick<Asked, 'requestId' | 'method'> & { readonly target?: Asked['target'] }

function logged(
  { log }: Pick<AppScope, 'log'>,
  { requestId, method, target }: AskedId,
  error: unknown,
): void {
  const message = error instanceof Error ? error.message : String(error)
  log({ level: 'error', message, requestId, method, ...(target && { path: target.path }), error })
}

function assertAllowed({ role, scope }: Route, principal: Principal): void {
  const { name } = principal
  if (!hasRole(principal, role)) {
    const reason = `This needs the role ${role}, and ${name} is ${principal.role}`
    throw new NotAllowed({ reason, next: 'Ask an admin of this server.' })
  }
  if (scope === 'all' && principal.clients !== 'all') {
    const reason = `This is for who sees all clients, and ${name} sees some`
    throw new NotAllowed({ reason, next: 'Ask an admin of this server.' })
  }
}

function contextFor(scope: AppScope, asked: Asked, principal: Principal): RouteContext {
  const { engine, now, redact, later } = scope
  return {
    principal,
    engine,
    config: scope.config(),
    now,
    redact,
    later,
    headers: asked.incoming.headers,
    // Few handlers look at it, and making one is not free.
    get signal() {
      return AbortSignal.any([asked.gone(), scope.stopping])
    },
  }
}

/** No secret that the engine knows leaves it, wherever it may have stood. What a route shows on purpose is not known to it. */
function clean({ redact }: AppScope, { showsSecret }: Route, reply: Reply): Reply {
  if (showsSecret === true || typeof reply.body !== 'string') return reply
  return { ...reply, body: redact(reply.body) }
}
