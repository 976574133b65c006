import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Misbehaviour } from '@sluice/core/testing'

/** A request that arrived whole. */
export interface ServiceRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** What a service answers; default status 200. */
export interface ServiceAnswer {
  readonly status?: number
  readonly type?: string
  readonly body: string
}

/** A service in this process, over HTTP, which misbehaves on demand. */
export interface ChannelService {
  readonly url: string
  misbehave(how: Misbehaviour | undefined): void
  /** Bodies of all requests that arrived, whatever became of them. */
  bodies(): readonly string[]
  close(): Promise<void>
}

const seconds = 7

/** Starts a service that gives `answer`; `refusal` is its answer to a credential that it does not know. */
export async function startChannelService(
  answer: (request: ServiceRequest) => ServiceAnswer,
  refusal: (request: ServiceRequest) => ServiceAnswer,
): Promise<ChannelService> {
  let how: Misbehaviour | undefined
  const bodies: string[] = []
  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy())
  })
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await requestOf(incoming)
    bodies.push(request.body)
    const reply = ({ status = 200, type = 'application/json', body }: ServiceAnswer, headers = {}) =>
      response.writeHead(status, { 'content-type': type, ...headers }).end(body)
    // What a proxy or a careless service does: it repeats what it was sent.
    const echo = JSON.stringify({ error: 'echo', ...request })
    if (how === 'hang') return
    if (how === 'close') return response.destroy()
    if (how === 'throttle') return reply({ status: 429, body: echo }, { 'retry-after': String(seconds) })
    if (how === 'fail') return reply({ status: 503, body: echo })
    if (how === 'redirect') return reply({ status: 302, body: echo }, { location: '/elsewhere' })
    if (how === 'garbage') {
      return reply({ type: 'text/html', body: `<html><body>Sign in ${echo}</body></html>` })
    }
    return reply(how === 'refuse' ? refusal(request) : answer(request))
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    misbehave: now => void (how = now),
    bodies: () => [...bodies],
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function requestOf(incoming: IncomingMessage): Promise<ServiceRequest> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  const { method = '', url: path = '', headers } = incoming
  return { method, path, headers, body: Buffer.concat(parts).toString('utf8') }
}
