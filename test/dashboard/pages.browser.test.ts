import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath } from '../reports/opened-page.ts'
import { openFixtureSite, type FixtureSite } from './fixture-site.ts'
import { accessProblems, isTooWide, look, openVisitor, type Visitor } from './visitor.ts'

const pages = [
  '/',
  '/runs',
  '/grid',
  '/datasets',
  '/models',
  '/models/propensity%2Fmaison-verte',
  '/incidents',
  '/incidents/inc-7',
  '/deployments',
  '/deployments/propensity.refresh/maison-verte',
  '/deliveries',
  '/deliveries/propensity.refresh%2Fmaison-verte%2Fsegment',
  '/no-such-page',
]

const atNight = { width: 1280, theme: 'dark' } as const
const onPhone = { width: 320, theme: 'light' } as const

describe.skipIf(browserPath === undefined)('pages of the dashboard', () => {
  let site: FixtureSite
  let visitor: Visitor

  beforeAll(async () => {
    site = await openFixtureSite(5, 26)
    visitor = await openVisitor(site.url)
  })

  afterAll(async () => {
    await visitor?.close()
    await site?.close()
  })

  const openRun = async (step = '') => {
    const { page } = await visitor.visit('/')
    const path = await page.getAttribute('.attention .strong', 'href')
    return visitor.visit(`${path}${step}`)
  }

  test.each(pages)('%s has no violation of axe, fits, and says nothing on the console', async path => {
    const { page, trouble } = await visitor.visit(path, atNight)
    for (const view of [atNight, onPhone]) {
      await look(page, view)
      expect(await accessProblems(page)).toEqual([])
      expect(await isTooWide(page)).toBe(false)
    }
    expect(trouble).toEqual([])
  })

  test('what needs a person stands first, with why', async () => {
    const { page } = await visitor.visit('/')
    expect(await page.textContent('.page-head p')).toBe(
      '2 of 15 need a person: 1 blocked, 1 late, 1 running.',
    )
    expect(await page.textContent('.attention li')).toContain('renamed to order_value')
  })

  test('a step that is chosen in the graph is chosen in timeline, log, panel and address', async () => {
    const { page, trouble } = await openRun()
    await page.click('.react-flow__node[data-id="extract"]')
    expect(await page.textContent('.step-panel h2')).toBe('extract')
    expect(await page.textContent('.gantt-row[aria-pressed="true"]')).toContain('extract')
    expect(await page.locator('.log li[data-chosen="true"]').count()).toBe(2)
    expect(page.url()).toContain('?step=extract')
    expect(await accessProblems(page)).toEqual([])
    expect(trouble).toEqual([])
  })

  test('arrows walk the matrix and the graph, Enter opens', async () => {
    const { page } = await visitor.visit('/')
    await page.focus('[role=gridcell][tabindex="0"]')
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('[data-at="1,0"]:focus')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.react-flow__node')
    expect(await page.textContent('h1')).toContain('Northwind Outfitters')
    await page.focus('.react-flow__node[data-id="extract"]')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    expect(await page.textContent('.step-panel h2')).toBe('features')
  })

  test('an action asks for a reason, sends it once with a key, and says what became of it', async () => {
    const { page } = await openRun()
    const sent = page.waitForRequest(request => request.method() === 'POST')
    await page.click('text=Resume')
    expect(await page.isDisabled('dialog button[type=submit]')).toBe(true)
    await page.fill('dialog textarea', 'The mapping is right now.')
    expect(await accessProblems(page)).toEqual([])
    await page.click('dialog button[type=submit]')
    const request = await sent
    expect(new URL(request.url()).pathname).toMatch(/:resume$/)
    expect(request.postDataJSON()).toEqual({ why: 'The mapping is right now.' })
    expect(request.headers()['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
    await page.waitForSelector('.toast')
  })

  test('a range of the grid is previewed before it is filled', async () => {
    const { page } = await visitor.visit('/grid')
    await page.click('[data-at="1,20"]')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowRight')
    await page.click('text=Backfill …')
    await page.waitForSelector('.preview')
    expect(await page.textContent('dialog [type=submit]')).toBe('Start 6\u00A0runs')
    expect(await accessProblems(page)).toEqual([])
  })

  test('a search leads to what was found', async () => {
    const { page } = await visitor.visit('/')
    await page.keyboard.press('/')
    await page.keyboard.type('bazaar')
    await page.waitForSelector('[role=option] >> text=Bazaar')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/runs/*')
  })

  test('markup in data is text', async () => {
    const { page, trouble } = await visitor.visit('/datasets')
    await page.click('tbody a')
    await page.waitForSelector('text=<img src=x onerror=alert(1)>')
    expect(await page.locator('main img').count()).toBe(0)
    expect(trouble).toEqual([])
  })

  test('a change is read again at once, and everything after a lost connection', async () => {
    const { page } = await visitor.visit('/models')
    const reading = (path: string) => page.waitForResponse(answer => new URL(answer.url()).pathname === path)
    const tell = (query: string) => fetch(`${site.url}/dev/tell?${query}`)
    const changed = reading('/v1/models')
    await tell('topic=models')
    await changed
    const again = Promise.all([reading('/v1/models'), reading('/v1/me')])
    await tell('cut')
    await again
    await page.waitForSelector('.live[data-state="live"]')
  })

  test('the first page needs less than 150 KB of script, packed', async () => {
    const { page } = await visitor.visit('/')
    const urls = await page.evaluate(
      'performance.getEntriesByType("resource").map(({ name }) => name).filter(name => name.endsWith(".js"))',
    )
    const texts = await Promise.all((urls as string[]).map(async url => (await fetch(url)).bytes()))
    const { gzipSync } = await import('node:zlib')
    expect(texts.reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThan(150_000)
  })
})
