import { DestinationRefused } from '../../errors/destination-refused.ts'
import { DestinationUnavailable } from '../../errors/destination-unavailable.ts'
import { retryAfterMs } from './retry-after.ts'
import type { Timers } from './timers.ts'

/** A request to an API. */
export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An answer that is about the request itself: accepted, or refused because of its content. */
export interface Answer {
  readonly status: number
  readonly text: string
}

/** What a request needs of its surroundings. */
export interface PostContext {
  readonly destination: string
  readonly fetch: typeof fetch
  readonly now: () => Date
  readonly signal: AbortSignal
  readonly timers: Timers
  readonly onRequest: () => void
}

const attempts = 6
const firstWaitMs = 500
const longestWaitMs = 30_000
/** Longer waits are left to the engine, which gives up the step's place meanwhile. */
const longestThrottleMs = 120_000
const timeoutMs = 60_000

/**
 * Posts until the receiver takes a stand: retries what is worth it (throttling, errors of the server, a network that
 * fails), waiting as long as the receiver asks or ever longer.
 *
 * @throws DestinationUnavailable when it stays so, DestinationRefused for an address or key that is wrong.
 */
export async function post(request: Post, context: PostContext): Promise<Answer> {
  const { destination, signal, timers } = context
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryPost(request, context)
    if (outcome.kind === 'answer') return outcome.answer
    const backoffMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1))
    const waitMs = outcome.waitMs ?? backoffMs
    if (attempt === attempts || waitMs > longestThrottleMs) {
      const reason = `${outcome.reason}, ${attempt} ${attempt === 1 ? 'try' : 'tries'}`
      const asked = outcome.waitMs === undefined ? {} : { retryAfterMs: outcome.waitMs }
      throw new DestinationUnavailable({ destination, reason, cause: outcome.cause, ...asked })
    }
    await timers.sleep(waitMs, signal)
  }
}

type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | {
      readonly kind: 'again'
      readonly reason: string
      readonly waitMs?: number
      readonly cause?: unknown
    }

async function tryPost({ url, headers, body }: Post, context: PostContext): Promise<Outcome> {
  const { signal, onRequest, now, destination } = context
  signal.throwIfAborted()
  onRequest()
  let response: Response
  let text: string
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    // A redirect would be followed with GET and answered with 200.
    response = await context.fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: limited,
      redirect: 'manual',
    })
    text = await response.text()
  } catch (cause) {
    signal.throwIfAborted()
    return { kind: 'again', reason: networkReason(cause), cause }
  }
  const { status } = response
  if (status === 429 || status === 408 || status >= 500) {
    const waitMs = retryAfterMs(response.headers, now())
    return { kind: 'again', reason: `HTTP ${status}`, ...(waitMs !== undefined && { waitMs }) }
  }
  if ([401, 403, 404, 405, 410].includes(status) || (status >= 300 && status < 400)) {
    throw new DestinationRefused({ destination, reason: `HTTP ${status} ${excerpt(text)}`.trim() })
  }
  return { kind: 'answer', answer: { status, text } }
}

function networkReason(error: unknown): string {
  const { cause, message, name } = error as Error & { cause?: { code?: string; message?: string } }
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  return cause?.code ?? cause?.message ?? message
}

/** The start of an answer's text, for messages. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 160)}…` : line
}
