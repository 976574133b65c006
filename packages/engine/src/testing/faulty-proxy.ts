import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What happens to a request on its way: nothing; an answer of the proxy's own, or none, without asking the server; the
 * server does it and its answer is lost, cut in half, damaged, or that there is no such upload.
 */
export type Fault = 'busy' | 'silent' | 'lost' | 'cut' | 'damaged' | 'gone' | undefined

/** A proxy in front of a server of HTTP that does harm. */
export interface FaultyProxy {
  readonly url: string
  /** Requests so far, as `METHOD path`. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

const xml = { 'content-type': 'application/xml' }
const problem = (code: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>a fault of the test</Message></Error>`

/** Starts a proxy on the loopback interface; `faultOf` decides about each request. */
export async function startFaultyProxy(
  target: string,
  faultOf: (request: string) => Fault,
): Promise<FaultyProxy> {
  const requests: string[] = []
  const server = createServer((incoming, outgoing) => {
    const name = `${incoming.method} ${incoming.url}`
    requests.push(name)
    const fault = faultOf(name)
    incoming.on('error', () => undefined)
    if (fault === 'silent') return
    if (fault === 'busy') {
      incoming.resume().on('end', () => {
        outgoing.writeHead(503, xml).end(problem('SlowDown'))
      })
      return
    }
    forward(target, incoming, outgoing, fault)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault): void {
  const { method, url, headers } = incoming
  const onward = request(new URL(url ?? '/', target), { method: method ?? 'GET', headers }, answer => {
    if (fault === 'lost') return void answer.resume().on('end', () => outgoing.destroy())
    if (fault === 'gone') {
      answer.resume().on('end', () => outgoing.writeHead(404, xml).end(problem('NoSuchUpload')))
      return
    }
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
    const blocks: Buffer[] = []
    answer.on('data', (block: Buffer) => blocks.push(block))
    answer.on('end', () => {
      const body = Buffer.concat(blocks)
      if (fault === 'damaged' && body.length > 0) body[0] = (body[0] ?? 0) ^ 1
      if (fault !== 'cut') return void outgoing.end(body)
      outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy())
    })
  })
  onward.on('error', () => outgoing.destroy())
  incoming.pipe(onward)
}
