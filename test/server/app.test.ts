import { afterAll, beforeAll, expect, test } from 'vitest'
import { resourceRoutes } from '@sluice/server'
import { openApp, sharp, until, type AppWorld } from './app-world.ts'

let world: AppWorld
beforeAll(async () => {
  world = await openApp()
  await world.run('acme')
})
afterAll(() => world.close())

test('runs are started over the wire and are read again', async () => {
  const started = await world.post('/v1/runs', {
    pipeline: 'daily',
    deployment: 'bravo',
    asOf: '2026-03-16T05:00:00.000Z',
    why: 'by hand',
  })
  expect(started.text).toContain('run')
  expect(started.status).toBe(200)
  await until(async () => {
    const { json } = await world.ask('/v1/runs?deployment=bravo')
    const [run] = json['items'] as readonly { readonly status: string }[]
    return run?.status === 'succeeded'
  })
})

test('every answer says how it is to be treated', async () => {
  const { headers } = await world.ask('/v1/me')
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(headers.get('strict-transport-security')).toBeNull()
  expect(headers.get('x-powered-by')).toBeNull()
})

test.each([
  '/v1/overview',
  '/v1/runs',
  '/v1/deployments',
  '/v1/deployments/daily/acme',
  `/v1/search?q=${encodeURIComponent('<img')}`,
])('%s gives markup in names back as text', async path => {
  const { status, headers, text } = await world.ask(path)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('application/json')
  expect(text).toContain(JSON.stringify(sharp).slice(1, -1))
})

test('markup in what was asked comes back as text of a problem', async () => {
  const { status, headers, json } = await world.ask(
    `/v1/runs/${encodeURIComponent('<script>alert(1)</script>')}`,
  )
  expect(status).toBe(404)
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(json['detail']).toContain('<script>')
})

const hostile = [sharp, `'; DROP TABLE runs; --`, '%s%n', '\u202egnp.exe', '999999999999999999999', '日本']

test.each(resourceRoutes.map(({ method, path }) => [method, path] as const))(
  '%s %s takes hostile names for names',
  async (method, path) => {
    for (const text of hostile) {
      const url = path.replaceAll(/\{\w+\}/g, encodeURIComponent(text))
      const { status, headers, json } = await (method === 'GET'
        ? world.ask(url)
        : world.post(url, { why: text }))
      expect(status, `${url} ${JSON.stringify(json)}`).toBeLessThan(500)
      expect(headers.get('content-type')).toMatch(/^application\/(problem\+)?json$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  },
)

test('large answers are packed for who takes it', async () => {
  const ask = (encoding: string) => world.ask('/openapi.json', { headers: { 'accept-encoding': encoding } })
  const [plain, packed] = await Promise.all([ask('identity'), ask('br, gzip')])
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(packed.headers.get('content-encoding')).toBe('gzip')
  expect(packed.text).toBe(plain.text)
  expect(Number(packed.headers.get('content-length'))).toBeLessThan(plain.text.length / 4)
  expect((await world.ask('/v1/me')).headers.get('content-encoding')).toBeNull()
})
