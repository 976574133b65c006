import type { ClientOptions } from './client-options.ts'
import { problemOfResponse, RequestProblem } from './request-problem.ts'

/** A request as it goes over the wire. */
export interface Sent {
  readonly method: 'GET' | 'POST'
  /** With query. */
  readonly path: string
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** Statuses after which the very same request may be sent again. */
const again = new Set([0, 408, 429, 502, 503, 504])

/**
 * Sends a request until it is answered: a write has one key for all its tries, so that it is done once.
 *
 * @throws RequestProblem
 */
export async function send(options: ClientOptions, sent: Sent): Promise<Response> {
  const { tries = 4, waitMs = 200, newKey = () => crypto.randomUUID() } = options
  const headers: Record<string, string> = { ...authorization(options), accept: 'application/json' }
  if (sent.method === 'POST') {
    headers['idempotency-key'] = newKey()
    headers['content-type'] = 'application/json'
  }
  for (let attempt = 1; ; attempt++) {
    const problem = await tried(options, sent, headers)
    if (!(problem instanceof RequestProblem)) return problem
    const mayHelp = again.has(problem.status) || problem.code === 'request-running'
    if (!mayHelp || attempt >= tries || sent.signal?.aborted === true) throw problem
    await waited(problem.retryAfterMs ?? waitMs * 2 ** (attempt - 1), sent.signal)
  }
}

/** What a token is sent as. */
export function authorization({ token }: Pick<ClientOptions, 'token'>): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

async function tried(
  { baseUrl, fetch: ask = fetch, timeoutMs = 30_000 }: ClientOptions,
  { method, path, body, signal }: Sent,
  headers: Readonly<Record<string, string>>,
): Promise<Response | RequestProblem> {
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const response = await ask(new URL(path, baseUrl), {
      method,
      headers,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    })
    return response.ok ? response : await problemOfResponse(response)
  } catch (cause) {
    const detail = `${baseUrl} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`
    return new RequestProblem({ status: 0, code: 'no-answer', detail, cause })
  }
}

/** Waits; ends early, without an error, when it is not wanted any more. */
export function waited(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(done => {
    if (signal?.aborted === true) return done()
    const timer = setTimeout(end, ms)
    function end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      done()
    }
    signal?.addEventListener('abort', end)
  })
}
