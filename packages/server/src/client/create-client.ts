import type { ClientOptions } from './client-options.ts'
import { live, type LiveChange, type LiveOptions } from './live.ts'
import { pathFor } from './path-for.ts'
import type { ClientAnswer, ClientInput, ClientPath, ClientRoute } from './route-types.ts'
import { send, type Sent } from './send.ts'

/** What every request may have. */
interface Asking {
  readonly signal?: AbortSignal
}

/** Left out where nothing has to be said. */
type Arguments<T> = Partial<T> extends T ? [input?: T] : [input: T]

/** A server's API, with the types of its routes. */
export interface Client {
  /**
   * Reads.
   *
   * @example await client.get('/v1/runs/{run}', { params: { run } })
   */
  get<P extends ClientPath<'GET'>>(
    path: P,
    ...input: Arguments<ClientInput<ClientRoute<'GET', P>> & Asking>
  ): Promise<ClientAnswer<ClientRoute<'GET', P>>>
  /**
   * Does something, once however often it has to be tried.
   *
   * @example await client.post('/v1/runs/{run}:cancel', { params: { run }, body: { why: 'wrong data' } })
   */
  post<P extends ClientPath<'POST'>>(
    path: P,
    ...input: Arguments<ClientInput<ClientRoute<'POST', P>> & Asking>
  ): Promise<ClientAnswer<ClientRoute<'POST', P>>>
  /** Asks a path that the types do not know, such as those of tokens and scores; `path` with its query. */
  request(sent: Sent): Promise<unknown>
  /** What changes, as it changes; connections that end are made anew. */
  live(options?: LiveOptions): AsyncGenerator<LiveChange>
}

interface AnyInput extends Asking {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/**
 * A client of a server. Requests that get no answer are tried again, writes with one key for all tries.
 *
 * Every method throws `RequestProblem` for what the server refuses.
 */
export function createClient(options: ClientOptions): Client {
  const asked = async (method: Sent['method'], path: string, input: AnyInput = {}): Promise<unknown> => {
    const { params = {}, query = {}, body, signal } = input
    const response = await send(options, { method, path: pathFor(path, params, query), body, signal })
    return answerOf(response)
  }
  return {
    get: (path, ...[input]) => asked('GET', path, input as AnyInput) as Promise<never>,
    post: (path, ...[input]) => asked('POST', path, input as AnyInput) as Promise<never>,
    request: async sent => answerOf(await send(options, sent)),
    live: how => live(options, how),
  }
}

function answerOf(response: Response): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  return isJson ? response.json() : response.text()
}
