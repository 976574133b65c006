// A server of made-up data for work on the pages: `node --conditions=@sluice/source dev/serve.ts [port] [clients] [weeks] [dist]`.
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { extname, join, normalize, resolve } from 'node:path'
import { fixtureApi } from './fixture-api.ts'

const [port = '4180', clients = '5', weeks = '26', built = '../dist'] = process.argv.slice(2)
const dist = resolve(import.meta.dirname, built)
const api = fixtureApi(Number(clients), Number(weeks))
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
const media: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (url.pathname === '/v1/live') return live(response)
  if (url.pathname === '/dev/tell') {
    tell(url.searchParams.get('topic') ?? 'runs', url.searchParams.has('cut'))
    response.end()
    return
  }
  const answer = url.pathname.startsWith('/v1/') ? api(request.method ?? 'GET', url) : undefined
  if (answer !== undefined) {
    const isText = typeof answer.body === 'string'
    response.writeHead(answer.status, { 'content-type': isText ? 'text/html' : 'application/json' })
    response.end(isText ? answer.body : JSON.stringify(answer.body))
    return
  }
  void file(url.pathname, response)
})
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address()
  const at = typeof address === 'object' && address !== null ? address.port : port
  process.stdout.write(`http://127.0.0.1:${at}\n`)
})

const listeners = new Set<ServerResponse>()
let lastEvent = 0

function live(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write('retry: 300\n\n')
  listeners.add(response)
  response.once('close', () => listeners.delete(response))
}

/** Tells every page that something has changed; `cut` ends their connections first. */
function tell(topic: string, cut: boolean): void {
  lastEvent += 1
  for (const listener of listeners) {
    if (cut) listener.end()
    else listener.write(`id: ${lastEvent}\ndata: ${JSON.stringify({ topic })}\n\n`)
  }
}

async function file(path: string, response: ServerResponse): Promise<void> {
  const name = normalize(path).replace(/^(\.\.[/\\])+/, '')
  const isFile = /^\/(assets\/|icon\.svg$)/.test(name)
  const named = isFile ? name : '/index.html'
  const body = await readFile(join(dist, named)).catch(() => undefined)
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': media[extname(named)] ?? 'application/octet-stream',
    'content-security-policy': policy,
  })
  response.end(body)
}
