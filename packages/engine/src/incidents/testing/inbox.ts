import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SluiceError, type Channel, type Notice } from '@sluice/core'

/** What a receiver was told. */
export interface Received {
  readonly channel: string
  readonly incident: string
  readonly seq: number
  readonly reason: Notice['reason']
  /** The thread that the notice came with. */
  readonly thread: string | undefined
  readonly text: string
}

/** A receiver of notices behind HTTP, which takes the same notice twice for one, and channels to it. */
export interface Inbox {
  readonly url: string
  /** Once for each notice. */
  readonly received: Received[]
  /** Every request. */
  readonly requests: Received[]
  /** Statuses of the next answers; 200 when there is none. */
  readonly answers: number[]
  channel(name: string): Channel
  close(): Promise<void>
}

/** The receiver did not take it. */
class NotTaken extends SluiceError {
  readonly code = 'not-taken'
  override readonly retry: 'later' | 'never'

  constructor(status: number, secret: string) {
    super(`HTTP ${status} for ${secret}`)
    this.retry = status >= 500 ? 'later' : 'never'
  }
}

/** Starts a receiver. Its channels have a secret, which they put into their errors. */
export async function openInbox(): Promise<Inbox> {
  const [received, requests, answers]: [Received[], Received[], number[]] = [[], [], []]
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const notice = JSON.parse(Buffer.concat(parts).toString('utf8')) as Received
    const status = answers.shift() ?? 200
    requests.push(notice)
    const isNew = !received.some(one => keyOf(one) === keyOf(notice))
    if (status === 200 && isNew) received.push(notice)
    response.writeHead(status).end('{}')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    received,
    requests,
    answers,
    channel: name => channelTo(url, name),
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function keyOf({ channel, incident, seq }: Received): string {
  return JSON.stringify([channel, incident, seq])
}

/** A channel to a receiver. */
export function channelTo(url: string, name: string): Channel {
  return {
    kind: 'inbox',
    name,
    async send({ reason, seq, incident, message }, thread, { fetch, secret, signal }) {
      const notice = {
        channel: name,
        incident: incident.id,
        seq,
        reason,
        thread: thread?.['id'],
        text: [message.title, message.headline, ...message.evidence, ...message.affected].join('\n'),
      }
      const { status } = await fetch(url, { method: 'POST', body: JSON.stringify(notice), signal })
      if (status !== 200) throw new NotTaken(status, secret('env:INBOX_TOKEN'))
      return { id: thread?.['id'] ?? `${name}-${incident.id}` }
    },
  }
}
