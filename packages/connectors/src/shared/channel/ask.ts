import type { ChannelContext } from '@sluice/core'
import { ChannelNotTold } from '../../errors/channel-not-told.ts'
import { retryAfterMs } from '../http/retry-after.ts'

/** A request of a channel. */
export interface ChannelRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a service answered. */
export interface ChannelAnswer {
  readonly status: number
  readonly type: string
  readonly text: string
}

/** Longer answers are not of a service that we know. */
const longestAnswer = 64 * 1024

/**
 * Posts once and gives back any answer that is neither throttling nor a failure of the service. Redirects are not
 * followed: the credential is for the address that was configured. Trying again is the engine's.
 *
 * @throws ChannelNotTold when there is no answer, or one that a later try may change.
 */
export async function ask(
  channel: string,
  { url, headers, body }: ChannelRequest,
  { fetch, signal, now }: ChannelContext,
): Promise<ChannelAnswer> {
  const post = async () => {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    return { response, text: await startOf(response) }
  }
  let answer: Awaited<ReturnType<typeof post>>
  try {
    signal.throwIfAborted()
    answer = await Promise.race([post(), aborted(signal)])
  } catch (error) {
    const reason = signal.aborted ? 'no answer in time' : networkReason(error)
    throw new ChannelNotTold({ channel, reason, retry: 'later' })
  }
  const { response, text } = answer
  const { status } = response
  if (status === 429 || status === 408 || status >= 500) {
    const wait = retryAfterMs(response.headers, now())
    throw new ChannelNotTold({
      channel,
      reason: `HTTP ${status}`,
      retry: 'later',
      status,
      retryAfterMs: wait,
    })
  }
  if (status >= 300 && status < 400) {
    const reason = `HTTP ${status}, a redirect, which is not followed`
    throw new ChannelNotTold({ channel, reason, retry: 'never', status })
  }
  return { status, type: response.headers.get('content-type') ?? '', text }
}

/** Rejects when the signal aborts, whatever the other end does. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Error('aborted'))
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
  })
}

async function startOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  if (response.body === null) return text
  for await (const part of response.body) {
    text += decoder.decode(part, { stream: true })
    if (text.length > longestAnswer) break
  }
  return text.slice(0, longestAnswer)
}

/** Only codes: messages of network errors repeat addresses and headers. */
function networkReason(error: unknown): string {
  const code = (error as { readonly cause?: { readonly code?: unknown } }).cause?.code
  return typeof code === 'string' && /^[A-Z][A-Z_]{2,40}$/.test(code) ? code : 'the connection failed'
}
