import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defineConfig } from '@sluice/core'
import { openEngine, rows, type Engine } from '@sluice/engine'
import {
  accessTokens,
  openAccess,
  startServer,
  type Access,
  type AccessTokens,
  type RunningServer,
} from '@sluice/server'
import { createClient } from '@sluice/server/client'
import { newBrowser, type Browser, type Seen } from './browser.ts'

let folder: string
let engine: Engine
let access: Access
let server: RunningServer
let tokens: AccessTokens
let token: { readonly id: string; readonly text: string }
let browser: Browser

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-token-login-'))
  engine = await openEngine({ root: folder, env: {} })
  tokens = accessTokens(engine.database, { now: () => new Date(), random: randomBytes })
  const made = await tokens.create({ name: 'ann', role: 'operator', clients: ['acme'], createdBy: 'test' })
  token = { id: made.token.id, text: made.text }
  access = await openAccess({ engine, server: { openOnLoopback: false } })
  server = await startServer({ engine, config: () => defineConfig({}), port: 0, gate: access })
  browser = newBrowser()
})
afterEach(async () => {
  await server.close()
  await access.close()
  await engine.close()
  rmSync(folder, { recursive: true })
})

const form = (
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Seen> =>
  browser.send('POST', `${server.url}/v1/login/token`, {
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })
const me = () => browser.send('GET', `${server.url}/v1/me`)
const session = () => browser.cookie(server.url, '__Host-sluice-session')

test('the page of the login has a form, runs nothing and is framed by nobody', async () => {
  const { status, text, headers } = await browser.open(
    `${server.url}/v1/login?return=/runs/"><script>alert(1)</script>`,
  )
  expect(status).toBe(200)
  expect(text).toContain('<form method="post" action="/v1/login/token">')
  expect(text).not.toContain('<script')
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  )
  expect(headers.get('cache-control')).toBe('no-store')
})

test('a right token begins a session that may what the token may, until that is revoked', async () => {
  const { status, headers } = await form({ token: ` ${token.text}\n`, return: '/runs/1' })
  expect([status, headers.get('location')]).toEqual([303, '/runs/1'])
  expect(session()).not.toContain(token.text)
  const { text } = await me()
  expect(JSON.parse(text)).toMatchObject({
    kind: 'session',
    name: 'ann',
    role: 'operator',
    clients: ['acme'],
  })
  await tokens.revoke(token.id, 'test')
  expect((await me()).status).toBe(401)
  expect(session()).toBeUndefined()
})

test.each(['//evil.example', 'https://evil.example', '', '/v1/logout'])(
  'a login never leads to %j',
  async to => {
    expect((await form({ token: token.text, return: to })).headers.get('location')).toBe('/')
  },
)

test.each([
  ['nothing', {}],
  ['an empty token', { token: '' }],
  ['a wrong one', { token: `sluice_${'0'.repeat(64)}` }],
  ['half of one', { token: 'sluice_0000' }],
])('%s begins nothing and is not repeated', async (_, fields) => {
  const { status, text } = await form(fields)
  expect(status).toBe(401)
  expect(text).toContain('There is no such token')
  expect(text).not.toContain('sluice_0')
  expect(session()).toBeUndefined()
})

test.each([
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  { origin: 'null', 'sec-fetch-site': 'none' },
  { 'sec-fetch-site': 'same-site' },
])('a form of another site (%j) logs nobody in', async headers => {
  expect((await form({ token: token.text }, headers)).status).toBe(403)
  expect(session()).toBeUndefined()
})

test('an address that is wrong too often waits', async () => {
  const statuses: number[] = []
  for (let i = 0; i < 11; i += 1) statuses.push((await form({ token: 'wrong' })).status)
  expect(statuses).toEqual([...Array<number>(10).fill(401), 429])
  const { status, headers } = await form({ token: token.text })
  expect([status, Number(headers.get('retry-after'))]).toEqual([429, 6])
  // Who has a token or a session still gets in.
  const answer = await fetch(`${server.url}/v1/me`, { headers: { authorization: `Bearer ${token.text}` } })
  expect(answer.status).toBe(200)
})

describe('a token made over the API', () => {
  const made = async (key: string) => {
    const { text } = await tokens.create({ name: 'root', role: 'admin', clients: 'all', createdBy: 'test' })
    const headers = {
      authorization: `Bearer ${text}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    }
    const body = JSON.stringify({ name: 'bidder', role: 'viewer', clients: ['acme'] })
    const ask = () => fetch(`${server.url}/v1/tokens`, { method: 'POST', headers, body })
    return { ask, admin: text }
  }

  test('is shown once: a request that is repeated makes no other and shows it to nobody', async () => {
    const { ask } = await made('key-1')
    const first = await ask()
    const { text } = (await first.json()) as { readonly text: string }
    expect([first.status, first.headers.get('cache-control')]).toEqual([201, 'no-store'])
    const again = await ask()
    expect(again.status).toBe(409)
    expect(await again.text()).not.toContain(text)
    expect((await tokens.list()).filter(({ name }) => name === 'bidder')).toHaveLength(1)
    const kept = await engine.database.read(() => rows('SELECT * FROM repeated_requests'))
    expect(kept).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toContain(text.slice(15))
  })

  test('is known to the typed client, is listed, and lets nobody in after it was revoked', async () => {
    const { admin } = await made('key-2')
    const client = createClient({ baseUrl: server.url, token: admin })
    const { text, token: bidder } = await client.post('/v1/tokens', {
      body: { name: 'bidder', role: 'viewer' },
    })
    const asBidder = createClient({ baseUrl: server.url, token: text })
    expect(await asBidder.get('/v1/me')).toMatchObject({ name: 'bidder', role: 'viewer' })
    expect((await client.get('/v1/tokens')).items).toContainEqual(
      expect.objectContaining({ id: bidder.id, state: 'valid' }),
    )
    await client.post('/v1/tokens/{token}:revoke', { params: { token: bidder.id } })
    await expect(asBidder.get('/v1/me')).rejects.toMatchObject({ status: 401 })
    const { items } = await client.get('/v1/audit', { query: { outcome: 'done' } })
    expect(items.map(({ route, who }) => [route, who])).toEqual([
      ['/v1/tokens/{token}:revoke', 'root'],
      ['/v1/tokens', 'root'],
    ])
  })
})
