import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defineConfig, type ServerConfig } from '@sluice/core'
import { openEngine, type Engine } from '@sluice/engine'
import { accessTokens, openAccess, startServer, type Access, type RunningServer } from '@sluice/server'
import { browserPath } from '../reports/opened-page.ts'

let browser: Browser
let evil: Server
let evilUrl: string
let folder: string
let engine: Engine
let access: Access
let server: RunningServer
let context: BrowserContext
let page: Page

beforeAll(async () => {
  // A name of somebody else's that resolves to this machine.
  const resolve = '--host-resolver-rules=MAP evil.example 127.0.0.1'
  if (browserPath === undefined) return
  browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', resolve],
  })
  evil = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>evil</title>'),
  )
  await new Promise<void>(listens => void evil.listen(0, '127.0.0.1', listens))
  evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`
})
afterAll(async () => {
  if (browserPath === undefined) return
  await browser.close()
  evil.close()
})
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-browser-'))
  engine = await openEngine({ root: folder, env: {} })
  context = await browser.newContext()
  page = await context.newPage()
})
afterEach(async () => {
  await context.close()
  await server.close()
  await access.close()
  await engine.close()
  rmSync(folder, { recursive: true })
})

/** Pages of the server itself. */
function pages(): string {
  const own = join(folder, 'pages')
  mkdirSync(own)
  writeFileSync(join(own, 'index.html'), '<!doctype html><title>own</title>')
  return own
}

async function start(settings: ServerConfig): Promise<string> {
  const tokens = accessTokens(engine.database, { now: () => new Date(), random: randomBytes })
  const { text } = await tokens.create({ name: 'ann', role: 'admin', clients: 'all', createdBy: 'test' })
  access = await openAccess({ engine, server: settings })
  server = await startServer({
    engine,
    config: () => defineConfig({}),
    port: 0,
    gate: access,
    dashboard: pages(),
  })
  return text
}

interface Asking {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly mode?: 'cors' | 'no-cors'
  readonly credentials?: 'include'
}

/** What a script of the page that is open gets; `failed` where the browser gives it nothing. */
function asked(url: string, init: Asking = {}): Promise<string> {
  return page.evaluate(
    ([to, how]) =>
      fetch(to, how).then(
        async answer => `${answer.status} ${answer.type === 'opaque' ? '' : await answer.text()}`,
        () => 'failed',
      ),
    [url, init] as [string, Asking],
  )
}

/** What scripts of the page see. */
const cookie = () => page.evaluate<string>('document.cookie')

const newToken = (name: string, headers: Readonly<Record<string, string>> = {}): Asking => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ name, role: 'admin' }),
})
const made = async () => {
  const list = await accessTokens(engine.database, { now: () => new Date(), random: randomBytes }).list()
  return list.map(({ name }) => name).filter(name => name !== 'ann')
}

describe.skipIf(browserPath === undefined)('with a session', () => {
  async function loggedIn(): Promise<void> {
    const text = await start({ openOnLoopback: false })
    await page.goto(`${server.url}/v1/login?return=/runs`)
    await page.getByLabel('Token').fill(text)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.waitForURL(`${server.url}/runs`)
  }

  test('a token in the form logs in, over http on this machine too', async () => {
    await loggedIn()
    expect(JSON.parse((await asked('/v1/me')).slice(4))).toMatchObject({ kind: 'session', name: 'ann' })
    const cookies = await context.cookies()
    expect(cookies.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([
      { name: '__Host-sluice-csrf', httpOnly: false, secure: true, sameSite: 'Lax', path: '/' },
      { name: '__Host-sluice-session', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' },
    ])
    expect(await cookie()).toMatch(/^__Host-sluice-csrf=[0-9a-f]{64}$/)
  })

  test('its own pages change things with their header, and not without', async () => {
    await loggedIn()
    const csrf = (await cookie()).split('=')[1] ?? ''
    expect(await asked('/v1/tokens', newToken('without'))).toMatch(/^403 /)
    expect(await asked('/v1/tokens', newToken('with', { 'x-sluice-csrf': csrf }))).toMatch(/^201 /)
    expect(await made()).toEqual(['with'])
  })

  test('a page of another port reads nothing and changes nothing', async () => {
    await loggedIn()
    await page.goto(evilUrl)
    expect(await asked(`${server.url}/v1/me`, { credentials: 'include' })).toBe('failed')
    expect(await asked(`${server.url}/v1/tokens`, { ...newToken('evil'), credentials: 'include' })).toBe(
      'failed',
    )
    const simple = {
      method: 'POST',
      body: JSON.stringify({ name: 'evil', role: 'admin' }),
      credentials: 'include',
      mode: 'no-cors',
    } as const
    await asked(`${server.url}/v1/tokens`, simple)
    await page.setContent(
      `<form method="post" action="${server.url}/v1/logout"><button>Prize</button></form>`,
    )
    await page.getByRole('button').click()
    await page.waitForURL(`${server.url}/v1/logout`)
    expect(await made()).toEqual([])
    await page.goto(`${server.url}/v1/me`)
    expect(await page.textContent('body')).toContain('"kind":"session"')
  })
})

describe.skipIf(browserPath === undefined)('open to who sits at the machine', () => {
  test('its own pages are', async () => {
    await start({})
    await page.goto(server.url)
    expect(await asked('/v1/me')).toContain('"kind":"local"')
    expect(await asked('/v1/tokens', newToken('own'))).toMatch(/^201 /)
    await page.goto(server.url.replace('127.0.0.1', 'localhost'))
    expect(await asked('/v1/me')).toContain('"kind":"local"')
  })

  test('a page of another port reads nothing and changes nothing', async () => {
    await start({})
    await page.goto(evilUrl)
    expect(await asked(`${server.url}/v1/me`)).toBe('failed')
    for (const mode of ['cors', 'no-cors'] as const) {
      const body = JSON.stringify({ name: mode, role: 'admin' })
      await asked(`${server.url}/v1/tokens`, { method: 'POST', body, mode })
    }
    expect(await made()).toEqual([])
  })

  test('a name of somebody else that resolves to this machine is not', async () => {
    await start({})
    const rebound = server.url.replace('127.0.0.1', 'evil.example')
    expect((await page.goto(`${rebound}/v1/me`))?.status()).toBe(403)
    await page.goto(rebound)
    expect(await asked('/v1/me')).toMatch(/^403 /)
    expect(await asked('/v1/tokens', newToken('rebound'))).toMatch(/^403 /)
    expect(await made()).toEqual([])
  })
})
