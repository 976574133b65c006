import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isIP, type AddressInfo } from 'node:net'
import { expositionType } from './exposition.ts'
import { MetricsNotServed } from './metrics-not-served.ts'

/** Options of {@link serveMetrics}. */
export interface MetricsServerOptions {
  /** 0 for one that is free. */
  readonly port: number
  /** The address to listen on; default 127.0.0.1. */
  readonly host?: string
  /** What a request must bring as `Authorization: Bearer …`; needed unless `host` is of this machine only. */
  readonly token?: string
  /** The metrics in Prometheus' text format. */
  readonly text: () => string | Promise<string>
  /** Gets what goes wrong with a request; the server goes on. */
  readonly onTrouble?: (error: unknown) => void
}

/** Metrics while they are shown. */
export interface MetricsServer {
  readonly url: string
  close(): Promise<void>
}

/**
 * Shows metrics at `/metrics` for Prometheus to fetch.
 *
 * @throws MetricsNotServed when there is no token and others than this machine could ask, or the port cannot be had
 */
export async function serveMetrics(options: MetricsServerOptions): Promise<MetricsServer> {
  const { port, host = '127.0.0.1', token } = options
  if (!isLoopback(host) && (token === undefined || token === '')) {
    throw new MetricsNotServed({
      host,
      port,
      reason: 'other machines could read them, and there is no token',
    })
  }
  const server = createServer((request, response) => void answer(request, response, options))
  await new Promise<void>((listening, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(new MetricsNotServed({ host, port, reason: error.code ?? error.message })),
    )
    server.listen(port, host, listening)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${bound}/metrics`,
    close: () =>
      new Promise(closed => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { token, text, onTrouble = () => undefined }: MetricsServerOptions,
): Promise<void> {
  const [status, body] = refusal(request, token) ?? [200, '']
  if (status !== 200) return end(response, status, body)
  try {
    end(response, 200, await text(), expositionType)
  } catch (error) {
    onTrouble(error)
    end(response, 503, 'The figures cannot be read now; the log of this process says why.\n')
  }
}

function refusal(
  { url = '', method, headers }: IncomingMessage,
  token: string | undefined,
): readonly [number, string] | undefined {
  if (token !== undefined && !isToken(headers.authorization, token)) {
    return [401, 'Authorization: Bearer <token> is missing or wrong.\n']
  }
  // A page of the web may have its own name point to this machine; without a token it must not read along.
  if (token === undefined && !isLoopback(hostOf(headers.host))) {
    return [403, 'Ask for it by a name of this machine.\n']
  }
  if (url.split('?')[0] !== '/metrics') return [404, 'Metrics are at /metrics.\n']
  return method === 'GET' || method === 'HEAD' ? undefined : [405, 'Only GET.\n']
}

function end(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(body)
}

function isToken(header: string | undefined, token: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`))
}

function hostOf(header = ''): string {
  return header.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
