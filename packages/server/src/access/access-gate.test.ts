import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServerConfig } from '@sluice/core'
import { openEngine, type Engine } from '@sluice/engine'
import type { Admission, GateRequest } from '../app/gate.ts'
import type { AuditLine } from '../api/audit-entry.ts'
import { ServerUnprotected } from '../errors/server-unprotected.ts'
import type { RouteContext } from '../http/route-context.ts'
import { route } from '../http/route.ts'
import { z } from 'zod'
import { accessTokens, type AccessTokens } from './access-tokens.ts'
import { csrfToken } from './cross-site.ts'
import { loginSessions } from './login-sessions.ts'
import { openAccess, type Access } from './open-access.ts'
import type { Principal } from './principal.ts'

let folder: string
let engine: Engine
let tokens: AccessTokens
let access: Access | undefined
const clock = { now: new Date('2026-03-10T12:00:00Z') }
const random = (bytes: number): Uint8Array => randomBytes(bytes)
const scope = { now: () => clock.now, random }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-gate-'))
  engine = await openEngine({ root: folder })
  tokens = accessTokens(engine.database, scope)
  clock.now = new Date('2026-03-10T12:00:00Z')
})
afterEach(async () => {
  await access?.close()
  await engine.close()
  rmSync(folder, { recursive: true })
})

async function open(server: ServerConfig): Promise<Access> {
  access = await openAccess({ engine, server, now: scope.now, clock: () => clock.now.getTime() })
  return access
}

/** A server that others reach, with a token of a viewer. */
async function shared(limits: ServerConfig['limits'] = {}) {
  const { text, token } = await tokens.create({
    name: 'bidder',
    role: 'viewer',
    clients: ['acme'],
    createdBy: 'ann',
  })
  return { access: await open({ host: '0.0.0.0', publicUrl: 'https://sluice.example', limits }), text, token }
}

function asked(headers: IncomingHttpHeaders, more: Partial<GateRequest> = {}): GateRequest {
  return {
    method: 'GET',
    path: '/v1/me',
    headers: { host: 'sluice.example', ...headers },
    remoteAddress: '10.0.0.9',
    ...more,
  }
}

function short(admission: Admission): string {
  return admission.kind === 'admitted'
    ? `${admission.principal.kind} ${admission.principal.name} ${admission.principal.role}`
    : `${admission.status} ${admission.code}`
}

describe('starting', () => {
  test.each<[ServerConfig, boolean]>([
    [{}, true],
    [{ host: '::1' }, true],
    [{ host: 'localhost', publicUrl: 'http://localhost:4747' }, true],
  ])('%j is open to who sits at the machine: %s', async (server, is) => {
    expect((await open(server)).open).toBe(is)
  })

  test.each<ServerConfig>([
    { host: '0.0.0.0' },
    { host: '::' },
    { host: '192.168.1.2' },
    { openOnLoopback: false },
    { trustedProxies: ['10.0.0.0/8'] },
  ])('%j refuses without a token, and says how to make one', async server => {
    await expect(open(server)).rejects.toThrow(ServerUnprotected)
    await expect(open(server)).rejects.toThrow(/sluice token create --name me --role admin/)
    const { token } = await tokens.create({ name: 'me', role: 'admin', clients: 'all', createdBy: 'me' })
    expect((await open(server)).open).toBe(false)
    await tokens.revoke(token.id, 'me')
    await expect(open(server)).rejects.toThrow(ServerUnprotected)
  })
})

describe('on loopback', () => {
  const here = { remoteAddress: '127.0.0.1' }
  const host = '127.0.0.1:4747'

  test('whoever sits at the machine may do everything', async () => {
    const gate = await open({})
    expect(short(await gate.admit(asked({ host }, here)))).toBe('local local admin')
    expect(short(await gate.admit(asked({ host, cookie: '__Host-sluice-session=other' }, here)))).toBe(
      'local local admin',
    )
  })

  test('a token makes less of them, and a wrong one nothing', async () => {
    const { text } = await tokens.create({ name: 'bidder', role: 'viewer', clients: 'all', createdBy: 'ann' })
    const gate = await open({})
    expect(short(await gate.admit(asked({ host, authorization: `Bearer ${text}` }, here)))).toBe(
      'token bidder viewer',
    )
    expect(short(await gate.admit(asked({ host, authorization: `Bearer ${text}0` }, here)))).toBe(
      '401 not-authenticated',
    )
  })

  test.each([
    { host: 'evil.example' },
    { host, origin: 'https://evil.example' },
    { host, 'x-forwarded-for': '127.0.0.1' },
    { host, 'sec-fetch-site': 'cross-site' },
  ])('%j is turned away, with a token too', async headers => {
    const { text } = await tokens.create({ name: 'bidder', role: 'viewer', clients: 'all', createdBy: 'ann' })
    const gate = await open({})
    expect(short(await gate.admit(asked(headers, here)))).toBe('403 not-allowed')
    expect(short(await gate.admit(asked({ ...headers, authorization: `Bearer ${text}` }, here)))).toBe(
      '403 not-allowed',
    )
  })
})

describe('tokens', () => {
  test('a valid one lets in, until it is revoked elsewhere or expires', async () => {
    const { access: gate, text, token } = await shared()
    const me = asked({ authorization: `Bearer ${text}` })
    expect(await gate.admit(me)).toEqual({
      kind: 'admitted',
      principal: {
        kind: 'token',
        id: `token:${token.id}`,
        name: 'bidder',
        role: 'viewer',
        clients: ['acme'],
      },
    })
    expect(short(await gate.admit(asked({ authorization: `bearer ${text}` })))).toBe('token bidder viewer')
    await tokens.revoke(token.id, 'ann')
    clock.now = new Date(clock.now.getTime() + 5_000)
    expect(await gate.admit(me)).toMatchObject({
      status: 401,
      detail: expect.stringContaining('"bidder" is revoked'),
    })
    const end = new Date(clock.now.getTime() + 1000)
    const { text: brief } = await tokens.create({
      name: 'brief',
      role: 'viewer',
      clients: 'all',
      createdBy: 'ann',
      expiresAt: end,
    })
    expect(short(await gate.admit(asked({ authorization: `Bearer ${brief}` })))).toBe('token brief viewer')
    clock.now = end
    expect(await gate.admit(asked({ authorization: `Bearer ${brief}` }))).toMatchObject({
      status: 401,
      detail: expect.stringContaining('"brief" is expired'),
    })
  })

  test('when it was used is kept', async () => {
    const { access: gate, text, token } = await shared()
    await gate.admit(asked({ authorization: `Bearer ${text}` }))
    await expect.poll(() => tokens.get(token.id)).toMatchObject({ usedAt: clock.now })
  })

  test.each([
    ['nothing', ''],
    ['the scheme alone', 'Bearer'],
    ['an empty token', 'Bearer '],
    ['another scheme', 'Basic c2x1aWNlOnNsdWljZQ=='],
    ['no scheme', `sluice_${'0'.repeat(64)}`],
    ['one that is unknown', `Bearer sluice_${'0'.repeat(64)}`],
    ['one that is malformed', 'Bearer sluice_xyz'],
    ['another prefix', `Bearer ghp_${'0'.repeat(64)}`],
    ['two', `Bearer sluice_${'0'.repeat(64)} sluice_${'0'.repeat(64)}`],
    ['one that is very long', `Bearer sluice_${'0'.repeat(100_000)}`],
    ['unicode', 'Bearer sluice_ünïcode'],
    ['SQL', `Bearer ' OR 1=1 --`],
    ['a null byte', 'Bearer sluice_\0'],
  ])('%s lets nobody in', async (_, authorization) => {
    const { access: gate } = await shared()
    const refused = await gate.admit(asked({ authorization }))
    expect(refused).toMatchObject({
      kind: 'refused',
      status: 401,
      code: 'not-authenticated',
      headers: { 'www-authenticate': 'Bearer realm="sluice"' },
    })
    if (authorization.length > 10) expect(JSON.stringify(refused)).not.toContain(authorization.slice(7))
  })

  test('two headers let nobody in, even where both are right', async () => {
    const { access: gate, text } = await shared()
    const authorization = `Bearer ${text}`
    const rawHeaders = ['Authorization', authorization, 'authorization', authorization]
    expect(short(await gate.admit(asked({ authorization }, { rawHeaders })))).toBe('401 not-authenticated')
  })
})

describe('sessions', () => {
  async function loggedIn(role: 'viewer' | 'operator' = 'operator') {
    const { access: gate } = await shared()
    const times = { idleMs: 7_200_000, longestMs: 43_200_000 }
    const { secret } = await loginSessions(engine.database, { ...scope, tokens, ...times }).begin({
      subject: 'issuer ann',
      name: 'Ann',
      role,
      clients: 'all',
    })
    return { gate, secret, cookie: `a=b; __Host-sluice-session=${secret}; c=d` }
  }

  test('a session reads by its cookie alone', async () => {
    const { gate, cookie } = await loggedIn()
    expect(short(await gate.admit(asked({ cookie })))).toBe('session Ann operator')
    expect(short(await gate.admit(asked({ cookie: `${cookie}; __Host-sluice-session=x` })))).toBe(
      '401 not-authenticated',
    )
    const over = await gate.admit(asked({ cookie: `__Host-sluice-session=${'0'.repeat(64)}` }))
    expect(over).toMatchObject({
      status: 401,
      headers: { 'set-cookie': expect.stringContaining('Max-Age=0') },
    })
  })

  const own = 'https://sluice.example'
  test.each<[string, (csrf: string) => IncomingHttpHeaders, string]>([
    [
      'its own page',
      csrf => ({ origin: own, 'sec-fetch-site': 'same-origin', 'x-sluice-csrf': csrf }),
      'session Ann operator',
    ],
    [
      'a browser without Sec-Fetch-Site',
      csrf => ({ origin: own, 'x-sluice-csrf': csrf }),
      'session Ann operator',
    ],
    [
      'a browser without Origin',
      csrf => ({ 'sec-fetch-site': 'same-origin', 'x-sluice-csrf': csrf }),
      'session Ann operator',
    ],
    [
      'a form of a page that tells nobody where it is',
      csrf => ({ origin: 'null', 'sec-fetch-site': 'same-origin', 'x-sluice-csrf': csrf }),
      'session Ann operator',
    ],
    ['no origin at all', csrf => ({ 'x-sluice-csrf': csrf }), '403 not-allowed'],
    ['no csrf header', () => ({ origin: own, 'sec-fetch-site': 'same-origin' }), '403 not-allowed'],
    ['another csrf header', () => ({ origin: own, 'x-sluice-csrf': '0'.repeat(64) }), '403 not-allowed'],
    ['an empty csrf header', () => ({ origin: own, 'x-sluice-csrf': '' }), '403 not-allowed'],
    [
      'another origin',
      csrf => ({ origin: 'https://evil.example', 'x-sluice-csrf': csrf }),
      '403 not-allowed',
    ],
    [
      'another scheme',
      csrf => ({ origin: 'http://sluice.example', 'x-sluice-csrf': csrf }),
      '403 not-allowed',
    ],
    ['origin null', csrf => ({ origin: 'null', 'x-sluice-csrf': csrf }), '403 not-allowed'],
    [
      'another site',
      csrf => ({ origin: own, 'sec-fetch-site': 'cross-site', 'x-sluice-csrf': csrf }),
      '403 not-allowed',
    ],
    ['a sibling', csrf => ({ 'sec-fetch-site': 'same-site', 'x-sluice-csrf': csrf }), '403 not-allowed'],
    ['a bookmark', csrf => ({ 'sec-fetch-site': 'none', 'x-sluice-csrf': csrf }), '403 not-allowed'],
  ])('a change from %s', async (_, headers, expected) => {
    const { gate, cookie, secret } = await loggedIn()
    const change = asked({ cookie, ...headers(csrfToken(secret)) }, { method: 'POST', path: '/v1/runs' })
    expect(short(await gate.admit(change))).toBe(expected)
  })

  test('a token counts before a session', async () => {
    const { gate, cookie } = await loggedIn()
    expect(short(await gate.admit(asked({ cookie, authorization: 'Bearer wrong' })))).toBe(
      '401 not-authenticated',
    )
  })
})

describe('who was let in', () => {
  test('is still in until the token is revoked or all sessions are over', async () => {
    const { access: gate, token } = await shared()
    const times = { idleMs: 7_200_000, longestMs: 43_200_000 }
    const sessions = loginSessions(engine.database, { ...scope, tokens, ...times })
    const one: Principal = {
      kind: 'token',
      id: `token:${token.id}`,
      name: 'bidder',
      role: 'viewer',
      clients: 'all',
    }
    const ann: Principal = { ...one, kind: 'session', id: 'user:issuer ann' }
    const bob: Principal = { ...one, kind: 'session', id: `user:token:${token.id}` }
    const known = { name: 'Ann', role: 'viewer', clients: 'all' } as const
    const { secret } = await sessions.begin({ ...known, subject: 'issuer ann' })
    await sessions.begin({ ...known, subject: `token:${token.id}`, token: token.id })
    const still = () => Promise.all([one, ann, bob].map(async principal => gate.isStillIn?.(principal)))
    expect(await still()).toEqual([true, true, true])
    await tokens.revoke(token.id, 'ann')
    expect(await still()).toEqual([false, true, false])
    await sessions.end(secret)
    expect(await still()).toEqual([false, false, false])
  })
})

describe('limits', () => {
  const scores = route({
    method: 'POST',
    path: '/v1/models/{model}:score',
    summary: 'Scores.',
    role: 'viewer',
    scope: 'client',
    response: z.object({}),
    handle: () => ({}),
  })

  test('one who asks too often waits, others and scores do not', async () => {
    const { access: gate, text } = await shared({ requests: { perSecond: 1, burst: 2 } })
    const { text: other } = await tokens.create({
      name: 'other',
      role: 'viewer',
      clients: 'all',
      createdBy: 'ann',
    })
    const me = asked({ authorization: `Bearer ${text}` })
    expect([await gate.admit(me), await gate.admit(me), await gate.admit(me)].map(short)).toEqual([
      'token bidder viewer',
      'token bidder viewer',
      '429 rate-limited',
    ])
    expect(await gate.admit(me)).toMatchObject({ headers: { 'retry-after': '1' } })
    expect(short(await gate.admit(asked({ authorization: `Bearer ${other}` })))).toBe('token other viewer')
    expect(short(await gate.admit({ ...me, route: scores }))).toBe('token bidder viewer')
    clock.now = new Date(clock.now.getTime() + 1000)
    expect(short(await gate.admit(me))).toBe('token bidder viewer')
  })

  test('scores have a limit of their own where there is one', async () => {
    const { access: gate, text } = await shared({ scoring: { perSecond: 1, burst: 1 } })
    const score = { ...asked({ authorization: `Bearer ${text}` }), route: scores }
    expect([await gate.admit(score), await gate.admit(score)].map(short)).toEqual([
      'token bidder viewer',
      '429 rate-limited',
    ])
  })

  test('wrong tokens of an address wait; the right one and other addresses do not', async () => {
    const { access: gate, text } = await shared({ failures: { perSecond: 1 / 6, burst: 2 } })
    const bad = asked({ authorization: 'Bearer wrong' })
    const said = [await gate.admit(bad), await gate.admit(bad), await gate.admit(bad)]
    expect(said.map(short)).toEqual(['401 not-authenticated', '401 not-authenticated', '429 rate-limited'])
    expect(said[2]).toMatchObject({ headers: { 'retry-after': '6' } })
    expect(short(await gate.admit({ ...bad, remoteAddress: '10.0.0.8' }))).toBe('401 not-authenticated')
    expect(short(await gate.admit(asked({ authorization: `Bearer ${text}` })))).toBe('token bidder viewer')
  })
})

describe('the audit log', () => {
  const refusals = async (gate: Access) => {
    await gate.close()
    const list = gate.routes.find(({ path }) => path === '/v1/audit')
    const page = (await list?.handle(
      { params: {}, query: { limit: 500 }, body: {} },
      {} as RouteContext,
    )) as {
      readonly items: readonly AuditLine[]
    }
    return page.items
  }

  test('has who was turned away, with the address behind proxies that are trusted', async () => {
    await tokens.create({ name: 'me', role: 'admin', clients: 'all', createdBy: 'me' })
    const gate = await open({ trustedProxies: ['10.0.0.0/8'] })
    const headers = { authorization: 'Bearer wrong', 'x-forwarded-for': '6.6.6.6, 1.2.3.4' }
    await gate.admit(asked(headers, { requestId: 'r1' }))
    expect(await refusals(gate)).toMatchObject([
      {
        who: 'nobody',
        address: '1.2.3.4',
        status: 401,
        outcome: 'refused',
        requestId: 'r1',
        route: '/v1/me',
      },
    ])
  })

  test('is not filled by a flood of one address, which hides no other', async () => {
    const { access: gate } = await shared()
    for (let i = 0; i < 200; i += 1) await gate.admit(asked({}))
    await gate.admit(asked({}, { remoteAddress: '10.0.0.8' }))
    const found = await refusals(gate)
    expect(found).toHaveLength(61)
    expect(found[0]).toMatchObject({ address: '10.0.0.8' })
  })
})
