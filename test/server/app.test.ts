import { afterAll, beforeAll, expect, test } from 'vitest'
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
