import { mkdtempSync, rmSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineConfig, type OidcConfig } from '@sluice/core'
import { openEngine, type Engine } from '@sluice/engine'
import { accessTokens, openAccess, startServer, type Access, type RunningServer } from '@sluice/server'
import { freePort } from '../../scripts/ports/free-port.ts'
import { newBrowser, type Browser } from './browser.ts'
import { clientId, clientSecret, startProvider, type LoginProvider } from './login-provider.ts'

const roles = { claim: 'groups', viewer: ['clients'], operator: ['ops'], admin: ['root'] }
const clients = { claim: 'groups', values: { ops: 'all', root: 'all', acme: ['acme'] } } as const

let folder: string
let engine: Engine
let provider: LoginProvider
let access: Access
let server: RunningServer
let browser: Browser
let publicUrl: string

// The provider warns that it is one of a test.
vi.spyOn(console, 'warn').mockImplementation(() => undefined)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-login-'))
  engine = await openEngine({ root: folder, env: { OIDC_SECRET: clientSecret } })
  browser = newBrowser()
})
afterEach(async () => {
  await server.close()
  await access.close()
  await provider.close()
  await engine.close()
  rmSync(folder, { recursive: true })
})

interface Setting {
  readonly oidc?: Partial<OidcConfig>
  readonly provider?: Partial<Parameters<typeof startProvider>[0]>
}

async function start({ oidc = {}, provider: providing = {} }: Setting = {}): Promise<void> {
  const port = await freePort()
  publicUrl = `http://127.0.0.1:${port}`
  provider = await startProvider({ redirectUri: `${publicUrl}/v1/login/callback`, ...providing })
  const settings = {
    publicUrl,
    oidc: { issuer: provider.issuer, clientId, clientSecret: 'env:OIDC_SECRET', roles, clients, ...oidc },
  }
  access = await openAccess({ engine, server: settings })
  const config = defineConfig({ server: settings })
  server = await startServer({ engine, config: () => config, port, gate: access, publicUrl })
}

const me = () => browser.send('GET', `${publicUrl}/v1/me`)
const isCallback = (url: string) => url.startsWith(`${publicUrl}/v1/login/callback`)
const ended = (url: string) => url.startsWith(publicUrl) && !url.startsWith(`${publicUrl}/v1/login`)

async function logIn(to = '/'): Promise<Awaited<ReturnType<Browser['open']>>> {
  return browser.open(`${publicUrl}/v1/login?return=${encodeURIComponent(to)}`, ended)
}

async function audited(): Promise<
  readonly { readonly route: string; readonly status: number; readonly who: string }[]
> {
  const { text } = await accessTokens(engine.database, { now: () => new Date(), random: randomBytes }).create(
    {
      name: 'auditor',
      role: 'admin',
      clients: 'all',
      createdBy: 'test',
    },
  )
  const answer = await fetch(`${publicUrl}/v1/audit`, { headers: { authorization: `Bearer ${text}` } })
  return (
    (await answer.json()) as { readonly items: readonly { route: string; status: number; who: string }[] }
  ).items
}

describe('a login', () => {
  test.each([
    ['in the ID token', true],
    ['in the user info alone', false],
  ])('with claims %s gives a session with role and clients', async (_, inIdToken) => {
    await start({ provider: { inIdToken } })
    expect((await me()).status).toBe(401)
    provider.person = { sub: 'ann', name: 'Ann <b>', groups: ['clients', 'acme'] }
    expect((await logIn('/runs/1?tab=log#end')).url).toBe(`${publicUrl}/runs/1?tab=log#end`)
    const { status, text } = await me()
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({
      kind: 'session',
      name: 'Ann <b>',
      role: 'viewer',
      clients: ['acme'],
    })
    expect(await audited()).toMatchObject([
      { route: '/v1/login/callback', status: 303, who: 'Ann <b>' },
      { status: 401 },
    ])
  })

  test('keeps cookies to this host, to encrypted connections, and from scripts', async () => {
    await start()
    provider.person = { sub: 'ann', groups: ['ops'] }
    const { headers } = await logIn()
    const cookies = headers.getSetCookie()
    expect(cookies).toHaveLength(3)
    for (const cookie of cookies) expect(cookie).toMatch(/^__Host-sluice-\w+=[^;]*; Path=\/; Secure/)
    expect(cookies[0]).toMatch(
      /^__Host-sluice-session=[0-9a-f]{64}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=43200$/,
    )
    expect(cookies[1]).toMatch(
      /^__Host-sluice-csrf=[0-9a-f]{64}; Path=\/; Secure; SameSite=Lax; Max-Age=43200$/,
    )
    expect(cookies[2]).toMatch(/^__Host-sluice-login=; .*Max-Age=0$/)
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('asks for a code with PKCE, state and nonce, new each time', async () => {
    await start()
    const asked = async () => {
      const { url } = await browser.open(`${publicUrl}/v1/login`, to => to.startsWith(provider.issuer))
      return Object.fromEntries(new URL(url).searchParams)
    }
    const [first, second] = [await asked(), await asked()]
    expect(first).toMatchObject({
      response_type: 'code',
      client_id: clientId,
      code_challenge_method: 'S256',
      redirect_uri: `${publicUrl}/v1/login/callback`,
    })
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first[name]?.length).toBeGreaterThan(30)
      expect(second[name]).not.toBe(first[name])
    }
  })

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example'])(
    'never leads to %j',
    async to => {
      await start()
      provider.person = { sub: 'ann', groups: ['ops'] }
      expect((await logIn(to)).url).toBe(`${publicUrl}/`)
    },
  )

  test('changes things only from pages of the server, with their header', async () => {
    await start()
    provider.person = { sub: 'ann', groups: ['root'] }
    await logIn()
    const body = JSON.stringify({ name: 'bidder', role: 'viewer' })
    const json = { 'content-type': 'application/json' }
    const csrf = browser.cookie(publicUrl, '__Host-sluice-csrf') ?? ''
    const make = (headers: Readonly<Record<string, string>>) =>
      browser.send('POST', `${publicUrl}/v1/tokens`, { body, headers: { ...json, ...headers } })
    expect((await make({})).status).toBe(403)
    expect((await make({ 'x-sluice-csrf': csrf, origin: 'https://evil.example' })).status).toBe(403)
    expect((await make({ 'x-sluice-csrf': csrf, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    const made = await make({ 'x-sluice-csrf': csrf })
    expect(made.status).toBe(201)
    expect(made.headers.get('cache-control')).toBe('no-store')
    expect(JSON.parse(made.text)).toMatchObject({ token: { name: 'bidder', createdBy: 'ann' } })
  })

  test('ends with the logout, here or everywhere', async () => {
    await start()
    provider.person = { sub: 'ann', groups: ['ops'] }
    const others = newBrowser()
    await others.open(`${publicUrl}/v1/login`, ended)
    await logIn()
    const csrf = () => ({
      headers: { 'x-sluice-csrf': browser.cookie(publicUrl, '__Host-sluice-csrf') ?? '' },
    })
    expect((await browser.send('POST', `${publicUrl}/v1/logout`)).status).toBe(403)
    expect((await me()).status).toBe(200)
    const old = browser.cookie(publicUrl, '__Host-sluice-session') ?? ''
    expect((await browser.send('POST', `${publicUrl}/v1/logout`, csrf())).status).toBe(204)
    expect(browser.cookie(publicUrl, '__Host-sluice-session')).toBeUndefined()
    browser.cookies.get(new URL(publicUrl).host)?.set('__Host-sluice-session', old)
    expect((await me()).status).toBe(401)
    expect((await others.send('GET', `${publicUrl}/v1/me`)).status).toBe(200)
    await logIn()
    expect((await browser.send('POST', `${publicUrl}/v1/logout?everywhere=true`, csrf())).status).toBe(204)
    expect((await others.send('GET', `${publicUrl}/v1/me`)).status).toBe(401)
  })

  test('has a new session each time, and the old one is over', async () => {
    await start()
    provider.person = { sub: 'ann', groups: ['ops'] }
    await logIn()
    const before = browser.cookie(publicUrl, '__Host-sluice-session') ?? ''
    await logIn()
    expect(browser.cookie(publicUrl, '__Host-sluice-session')).not.toBe(before)
    browser.cookies.get(new URL(publicUrl).host)?.set('__Host-sluice-session', before)
    expect((await me()).status).toBe(401)
  })
})

describe('no session', () => {
  const callback = async () => (await browser.open(`${publicUrl}/v1/login`, isCallback)).url
  const failed = async (url: string, status: number, said: string) => {
    const seen = await browser.open(url, ended)
    expect(seen).toMatchObject({ status, text: expect.stringContaining(said) })
    expect(seen.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(browser.cookie(publicUrl, '__Host-sluice-session')).toBeUndefined()
    expect((await me()).status).toBe(401)
  }
  const changed = (url: string, name: string, value: string) => {
    const to = new URL(url)
    to.searchParams.set(name, value)
    return to.href
  }
  const notOfThis = 'does not belong to this login'

  test('for who has no group here', async () => {
    await start()
    provider.person = { sub: 'eve', name: '<script>alert(1)</script>', groups: ['other'] }
    await failed(await callback(), 403, '&lt;script&gt;alert(1)&lt;/script&gt; is logged in at the provider')
  })

  test('for who sees no client', async () => {
    await start()
    provider.person = { sub: 'eve', name: 'Eve', groups: ['clients'] }
    await failed(await callback(), 403, 'gives them no client')
  })

  test('with another state', async () => {
    await start()
    await failed(changed(await callback(), 'state', 'x'.repeat(43)), 400, notOfThis)
  })

  test('without a state', async () => {
    await start()
    const url = new URL(await callback())
    url.searchParams.delete('state')
    await failed(url.href, 400, notOfThis)
  })

  test('with the word of another issuer', async () => {
    await start()
    await failed(changed(await callback(), 'iss', 'https://evil.example'), 400, notOfThis)
  })

  test('with a code that nobody gave', async () => {
    await start()
    await failed(
      changed(await callback(), 'code', 'x'.repeat(43)),
      400,
      'did not accept its code (invalid_grant)',
    )
  })

  test('with a code that is too old', async () => {
    await start({ provider: { codeSeconds: 1 } })
    const url = await callback()
    await pause(1_100)
    await failed(url, 400, 'did not accept its code (invalid_grant)')
  })

  test('with a login that was begun in another browser, as when somebody is to be logged in as another', async () => {
    await start()
    provider.person = { sub: 'eve', groups: ['ops'] }
    const evil = await newBrowser().open(`${publicUrl}/v1/login`, isCallback)
    await failed(evil.url, 400, 'begun in another browser')
    // Also not where a login of one's own has begun.
    await callback()
    await failed(evil.url, 400, notOfThis)
  })

  test('with what came back before', async () => {
    await start()
    provider.person = { sub: 'ann', groups: ['ops'] }
    const url = await callback()
    await browser.open(url, ended)
    expect((await me()).status).toBe(200)
    browser.cookies.delete(new URL(publicUrl).host)
    await failed(url, 400, 'begun in another browser')
  })

  test('when who logs in says no', async () => {
    await start()
    provider.refuses = true
    await failed(await callback(), 400, 'the provider refused it (access_denied)')
  })

  test('when somebody makes an error up', async () => {
    await start()
    const url = new URL(await callback())
    url.searchParams.delete('code')
    url.searchParams.set('error', '<img src=x onerror=alert(1)>')
    await failed(url.href, 400, 'the provider refused it (no reason)')
  })

  test('at a provider that says it is another', async () => {
    await start({ provider: { issuer: 'http://127.0.0.1:1/other' } })
    await failed(`${publicUrl}/v1/login`, 503, 'says that it is another issuer')
  })

  test('at a provider that is down before or after the login there; tokens and sessions go on', async () => {
    await start()
    provider.person = { sub: 'ann', groups: ['ops'] }
    const other = newBrowser()
    await other.open(`${publicUrl}/v1/login`, ended)
    const url = await callback()
    await provider.close()
    await failed(url, 503, 'does not answer')
    expect((await other.send('GET', `${publicUrl}/v1/me`)).status).toBe(200)
  })

  test('at a provider that never was there', async () => {
    await start({ oidc: { issuer: 'http://127.0.0.1:1' } })
    await failed(`${publicUrl}/v1/login`, 503, 'cannot be asked about itself')
  })

  test('for an address that has failed too often, for a while', async () => {
    await start()
    const statuses: number[] = []
    for (let i = 0; i < 11; i += 1) {
      statuses.push((await browser.open(`${publicUrl}/v1/login/callback?code=x&state=y`)).status)
    }
    expect(statuses).toEqual([...Array<number>(10).fill(400), 429])
  })
})
