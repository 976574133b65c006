import type { StepContext } from '@sluice/core'
import { DestinationRefused } from '../errors/destination-refused.ts'
import type { Message, Receiver } from '../shared/delivery/deliver-changed.ts'
import { excerpt, post, type Answer } from '../shared/http/post.ts'
import type { Timers } from '../shared/http/timers.ts'

/** How to reach the batch endpoint. */
export interface BatchEndpoint {
  readonly destination: string
  readonly url: string
  readonly key: string
  readonly pace: (signal: AbortSignal) => Promise<void>
  readonly timers: Timers
}

/** Single events refused in a row, with none accepted before, after which the fault is not in the rows. */
const hopeless = 20

/** Sends batches; one that is refused is halved until the events at fault are found. */
export function batchSender(
  { url, key, destination, pace, timers }: BatchEndpoint,
  { fetch, now, signal }: StepContext,
): Receiver['send'] {
  const headers = {
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
  }
  let accepted = 0
  let refused = 0
  const send = async (
    messages: readonly Message[],
    onRequest: () => void,
    rejected: Map<Message, string>,
  ): Promise<void> => {
    await pace(signal)
    const body = `{"batch":[${messages.map(message => message.encoded).join(',')}]}`
    const answer = await post({ url, headers, body }, { destination, fetch, now, signal, timers, onRequest })
    if (isAccepted(answer)) {
      accepted += messages.length
      return
    }
    if (messages.length > 1) {
      const half = Math.ceil(messages.length / 2)
      await send(messages.slice(0, half), onRequest, rejected)
      await send(messages.slice(half), onRequest, rejected)
      return
    }
    const reason = `HTTP ${answer.status} ${excerpt(answer.text)}`.trim()
    refused += 1
    if (accepted === 0 && refused >= hopeless) throw new DestinationRefused({ destination, reason })
    for (const message of messages) rejected.set(message, reason)
  }
  return async (messages, onRequest) => {
    const rejected = new Map<Message, string>()
    await send(messages, onRequest, rejected)
    return rejected
  }
}

function isAccepted({ status, text }: Answer): boolean {
  return status < 300 && !/"success"\s*:\s*false/.test(text)
}
