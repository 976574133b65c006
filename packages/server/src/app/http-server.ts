import { randomUUID } from 'node:crypto'
import { createServer, STATUS_CODES, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { RequestTooSlow } from '../errors/request-too-slow.ts'
import type { App } from './create-app.ts'
import { problem } from './problem.ts'
import { dataHeaders } from './security-headers.ts'
import type { ServerLimits } from './server-limits.ts'

/** More are not read, and nobody needs them. */
const mostHeaders = 100
/** How long a connection may be without a byte while something is answered: longer than any handler, and than a beat. */
const stillMs = 300_000
/** How often connections that are too slow are looked for. */
const checkMs = 1000

/** Node's HTTP server for an app, with limits on what is sent and how slowly. It does not listen yet. */
export function httpServer(app: App, limits: ServerLimits): Server {
  const listener = getRequestListener(app.fetch, {
    // Code of users runs in this process, too; its Request and Response stay Node's.
    overrideGlobalObjects: false,
    errorHandler: () => {
      const { body, headers } = refusal(400, 'The request has no usable host or target.')
      return new Response(body, { status: 400, headers })
    },
  })
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      // Answered by the listener, as a problem.
      requireHostHeader: false,
      connectionsCheckingInterval: Math.min(checkMs, limits.headersMs),
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  )
  server.maxHeadersCount = mostHeaders
  server.timeout = stillMs
  server.maxConnections = limits.connections
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket, limits))
  return server
}

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** Answers what is no HTTP, too much or too slow, and ends the connection. */
function refuse({ code = '' }: NodeJS.ErrnoException, socket: Duplex, limits: ServerLimits): void {
  if (code === 'ECONNRESET' || !socket.writable || ('bytesWritten' in socket && isAnswering(socket))) {
    socket.destroy()
    return
  }
  const status = statuses[code] ?? 400
  const tooSlow = new RequestTooSlow({ limitMs: limits.requestMs }).message
  const detail =
    status === 408 ? tooSlow : status === 431 ? 'The headers are too large.' : 'This is no HTTP request.'
  const { body, headers } = refusal(status, detail)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}connection: close\r\n\r\n${body}`,
  )
  // Who does not read the answer is not waited for.
  setTimeout(() => socket.destroy(), checkMs).unref()
}

/** True where an answer is being written: another one in the middle of it would be taken for a part of it. */
function isAnswering(socket: Duplex): boolean {
  const { _httpMessage: answer } = socket as {
    readonly _httpMessage?: { readonly headersSent: boolean } | null
  }
  return answer?.headersSent === true
}

function refusal(status: number, detail: string) {
  const code = status === 408 ? 'request-too-slow' : 'request-invalid'
  const body = JSON.stringify(problem({ status, code, detail, requestId: randomUUID() }))
  const length = String(Buffer.byteLength(body))
  return {
    body,
    headers: { ...dataHeaders, 'content-type': 'application/problem+json', 'content-length': length },
  }
}
