import {
  canRetry,
  messageOf,
  type Channel,
  type MessageOptions,
  type Notice,
  type NoticeReason,
  type Thread,
} from '@sluice/core'
import { messageOfError } from '../errors/message-of-error.ts'
import { withinTime } from '../alerts/within-time.ts'
import type { ClaimedNotice, IncidentBook } from './incident-book.ts'

/** What telling a channel needs. */
export interface Telling {
  readonly book: IncidentBook
  readonly messages: MessageOptions
  readonly now: () => Date
  readonly fetch: typeof fetch
  /** The value of a reference such as `env:NAME`. */
  readonly secret: (reference: string) => string
  readonly redact: (text: string) => string
  readonly crashPoint: (name: string) => void
  /** How long a channel may take; default 15 s. */
  readonly timeoutMs?: number
}

/** What became of a notice. */
export interface NoticeOutcome {
  readonly incident: string
  readonly channel: string
  readonly reason: NoticeReason
  readonly seq: number
  /** Why it was not said, without secrets. */
  readonly error?: string
}

const minute = 60_000
const firstWaitMs = minute / 2
const longestWaitMs = 15 * minute
/** A notice that could not be told for so long is given up. */
const lifeMs = 24 * 60 * minute
const defaultTimeoutMs = minute / 4

/** Sends a claimed notice and keeps what became of it. */
export async function tell(
  telling: Telling,
  channel: Channel,
  claimed: ClaimedNotice,
): Promise<NoticeOutcome | undefined> {
  const { book, messages, now, redact, crashPoint } = telling
  const incident = await book.get(claimed.incident)
  if (incident === undefined) return undefined
  const { reason, seq, at, thread } = claimed
  const message = messageOf(incident, reason, messages)
  const outcome = { incident: incident.id, channel: channel.name, reason, seq }
  try {
    const notice = { kind: 'notice', reason, seq, at, incident, message } as const
    const kept = await sendWithin(telling, channel, notice, thread)
    crashPoint('notice-sent')
    await book.said(claimed, kept)
    return outcome
  } catch (thrown) {
    const error = redact(messageOfError(thrown))
    await book.notSaid(claimed, error, retryAt(thrown, claimed, now()))
    return { ...outcome, error }
  }
}

/**
 * Sends a notice, which must not take longer than the time for it.
 *
 * @throws what the channel throws
 */
export async function sendWithin(
  {
    now,
    fetch,
    secret,
    timeoutMs = defaultTimeoutMs,
  }: Omit<Telling, 'book' | 'messages' | 'redact' | 'crashPoint'>,
  channel: Channel,
  notice: Notice,
  thread: Thread | undefined,
): Promise<Thread | undefined> {
  return withinTime(timeoutMs, signal => channel.send(notice, thread, { secret, fetch, now, signal }))
}

/** What cannot help now may help once somebody has corrected it, such as a secret of another process. */
function retryAt(error: unknown, { at, tries }: ClaimedNotice, now: Date): Date | undefined {
  if (now.getTime() - at.getTime() > lifeMs) return undefined
  const asked = (error as { readonly retryAfterMs?: unknown } | undefined)?.retryAfterMs
  const backOff = canRetry(error) ? Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1)) : longestWaitMs
  const waitMs = typeof asked === 'number' ? Math.min(Math.max(asked, firstWaitMs), longestWaitMs) : backOff
  return new Date(now.getTime() + waitMs)
}
