import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a test server answers. */
export interface TestAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** An HTTP server whose answers a test writes. */
export interface TestServer {
  readonly url: string
  requests(): number
  stop(): Promise<void>
}

/** Starts a server; `answer` gets the number of the request, from 1, and its body. */
export async function startServer(
  answer: (request: number, body: string) => TestAnswer,
): Promise<TestServer> {
  let requests = 0
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const {
      status,
      headers = {},
      body = '{"success":true}',
    } = answer((requests += 1), Buffer.concat(parts).toString('utf8'))
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    requests: () => requests,
    stop: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
