import type { LiveMessage } from '../live/messages-of.ts'
import type { ClientOptions } from './client-options.ts'
import { eventsOf } from './event-reader.ts'
import { problemOfResponse, RequestProblem } from './request-problem.ts'
import { authorization, waited } from './send.ts'

/** Something changed; or, after `reset`, anything may have: what is known is to be read anew. */
export type LiveChange =
  | ({ readonly kind: 'change'; readonly position: string | undefined } & LiveMessage)
  | { readonly kind: 'reset'; readonly position: string | undefined }

/** How to listen. */
export interface LiveOptions {
  /** Ends it. */
  readonly signal?: AbortSignal
  /** Where to go on: a `position` of before. */
  readonly from?: string
  /** Nothing for so long, not even a beat, is a connection that is dead; default 45 s. */
  readonly silenceMs?: number
}

const longestWaitMs = 30_000

/**
 * What changes, as it changes. Connections that end are made anew where the last one ended, so that nothing is missed;
 * what was on its way then may come twice.
 *
 * @throws RequestProblem when the server refuses
 */
export async function* live(
  options: ClientOptions,
  { signal, from, silenceMs = 45_000 }: LiveOptions = {},
): AsyncGenerator<LiveChange> {
  let position = from
  let retryMs = 1000
  let failures = 0
  while (signal?.aborted !== true) {
    const silence = new AbortController()
    const heard = () => {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silenceMs)
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    heard()
    const ends = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal])
    try {
      const body = await connected(options, position, ends)
      failures = 0
      // A position follows what it is after: what was cut off before it comes again.
      let waiting: LiveMessage[] = []
      for await (const { event, data, id } of eventsOf(body, ms => (retryMs = ms))) {
        heard()
        if (event === 'change') {
          waiting.push(JSON.parse(data) as LiveMessage)
          continue
        }
        position = id
        const whole = waiting.map((message): LiveChange => ({ kind: 'change', position, ...message }))
        waiting = []
        if (event === 'reset') whole.push({ kind: 'reset', position })
        yield* whole
      }
    } catch (error) {
      if (error instanceof RequestProblem && !isPassing(error)) throw error
      failures += 1
    } finally {
      clearTimeout(timer)
    }
    await waited(Math.min(longestWaitMs, retryMs * 2 ** Math.max(0, failures - 1)), signal)
  }
}

function isPassing({ status }: RequestProblem): boolean {
  return status === 429 || status >= 500
}

async function connected(
  options: ClientOptions,
  position: string | undefined,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { baseUrl, fetch: ask = fetch } = options
  const response = await ask(new URL('/v1/live', baseUrl), {
    headers: {
      ...authorization(options),
      accept: 'text/event-stream',
      ...(position !== undefined && { 'last-event-id': position }),
    },
    signal,
  })
  if (!response.ok) throw await problemOfResponse(response)
  if (response.body === null) throw new TypeError('the answer has no body')
  return response.body
}
