// A server of made-up data for work on the pages: `node --conditions=@sluice/source dev/serve.ts [port] [clients] [weeks]`.
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fixtureApi } from './fixture-api.ts'

const [port = '4180', clients = '5', weeks = '26'] = process.argv.slice(2)
const dist = join(import.meta.dirname, '../dist')
const api = fixtureApi(Number(clients), Number(weeks))
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
const media: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (url.pathname === '/v1/live') return live(response)
  const answer = url.pathname.startsWith('/v1/') ? api(request.method ?? 'GET', url) : undefined
  if (answer !== undefined) {
    const isText = typeof answer.body === 'string'
    response.writeHead(answer.status, { 'content-type': isText ? 'text/html' : 'application/json' })
    response.end(isText ? answer.body : JSON.stringify(answer.body))
    return
  }
  void file(url.pathname, response)
}).listen(Number(port), '127.0.0.1')

function live(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write('retry: 1000\n\n')
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
