import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type AppWorld } from './app-world.ts'

const script = 'document.documentElement.dataset.theme = "dark"'
const page = `<!doctype html><html><head><script>${script}</script><script type="module" src="/assets/a-1.js"></script></head></html>`

let pages: string
let world: AppWorld
beforeAll(async () => {
  pages = mkdtempSync(join(tmpdir(), 'sluice-pages-'))
  world = await openApp({ dashboard: join(pages, 'dist'), publicUrl: 'https://sluice.example.com' })
})
afterAll(async () => {
  await world.close()
  rmSync(pages, { recursive: true })
})

const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  world.ask(path, { headers: { 'accept-encoding': 'identity', ...headers } })

test('pages that are not built say how to build them, and the API answers', async () => {
  const { status, text, headers } = await ask('/')
  expect(status).toBe(503)
  expect(text).toContain('npm run build')
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect((await ask('/v1/me')).status).toBe(200)
})

test('pages that are built while the server runs are there', async () => {
  mkdirSync(join(pages, 'dist/assets'), { recursive: true })
  writeFileSync(join(pages, 'secret.js'), 'no')
  writeFileSync(join(pages, 'dist/assets/a-1.js'), `export const a = "${'a'.repeat(5000)}"`)
  writeFileSync(join(pages, 'dist/icon.svg'), '<svg/>')
  writeFileSync(join(pages, 'dist/index.html'), page)
  expect((await ask('/')).text).toBe(page)
})

test.each(['/', '/runs/7', '/models/a%2Fb', '/incidents?state=open', '/index.html', '/v2/x'])(
  '%s is the page',
  async path => {
    const { status, text, headers } = await ask(path)
    expect([status, text]).toEqual([200, page])
    expect(headers.get('cache-control')).toBe('no-cache')
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000')
  },
)

test('the policy lets only own files and the scripts of the page run', async () => {
  const policy = (await ask('/')).headers.get('content-security-policy') ?? ''
  const { createHash } = await import('node:crypto')
  const hash = createHash('sha256').update(script).digest('base64')
  expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
})

test.each<[string, string, string]>([
  ['/assets/a-1.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  ['/icon.svg', 'image/svg+xml', 'public, max-age=3600'],
])('%s is a file', async (path, type, caching) => {
  const { status, headers } = await ask(path)
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([200, type, caching])
})

test.each([
  '/assets/b-2.js',
  '/assets/',
  '/assets/../secret.js',
  '/assets/..%2f..%2fsecret.js',
  '/robots.txt',
])('%s is no file', async path => {
  const { status, text } = await ask(path)
  // The first of these steps is taken by the client itself.
  if (path === '/assets/../secret.js') expect(text).toBe(page)
  else expect([400, 404]).toContain(status)
  expect(text).not.toBe('no')
})

test.each<[string, string | null]>([
  ['br, gzip', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['identity', null],
])('who takes %s gets %s', async (accepted, encoding) => {
  const { headers, text } = await ask('/assets/a-1.js', { 'accept-encoding': accepted })
  expect(headers.get('content-encoding')).toBe(encoding)
  expect(headers.get('vary')).toBe('accept-encoding')
  expect(text).toContain('a'.repeat(5000))
})

test('what is known is not sent again', async () => {
  const first = await ask('/')
  const etag = first.headers.get('etag') ?? ''
  const second = await ask('/', { 'if-none-match': etag })
  expect([second.status, second.text]).toEqual([304, ''])
  expect((await ask('/', { 'if-none-match': '"other"' })).status).toBe(200)
})
