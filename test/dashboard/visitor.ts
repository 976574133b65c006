import axe from 'axe-core'
import { chromium, type Page } from 'playwright-core'
import { browserPath } from '../reports/opened-page.ts'

/** How somebody looks at the dashboard. */
export interface View {
  readonly width: number
  readonly theme: 'light' | 'dark'
}

/** A page with everything that went wrong in it. */
export interface Visited {
  readonly page: Page
  /** Messages on the console, which has those of the policy too, and errors of scripts. */
  readonly trouble: readonly string[]
}

/** Somebody who opens pages of a site. */
export interface Visitor {
  /** Leaves the page before, forgets who was logged in, and opens an address. */
  visit(url: string, view?: View): Promise<Visited>
  close(): Promise<void>
}

/** How a page is looked at first. */
const desk: View = { width: 1280, theme: 'light' }

/** Starts the browser. There is one window: a page that stays open goes on working, and slows down those after it. */
export async function openVisitor(): Promise<Visitor> {
  const browser = await chromium.launch({
    executablePath: browserPath ?? 'chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const page = await browser.newPage({ reducedMotion: 'reduce', timezoneId: 'Europe/Berlin' })
  return {
    visit: (url, view = desk) => visited(page, url, view),
    close: () => browser.close(),
  }
}

async function visited(page: Page, url: string, view: View): Promise<Visited> {
  page.removeAllListeners()
  await page.goto('about:blank')
  await page.context().clearCookies()
  const trouble: string[] = []
  page.on('console', message => trouble.push(message.text()))
  page.on('pageerror', error => trouble.push(error.message))
  await look(page, view)
  await page.goto(url)
  await isShown(page)
  return { page, trouble }
}

/** Looks at the page that is open in another way. */
export async function look(page: Page, { width, theme }: View): Promise<void> {
  await page.setViewportSize({ width, height: 800 })
  await page.emulateMedia({ colorScheme: theme })
}

/** Waits until everything that is loaded is there. */
async function isShown(page: Page): Promise<void> {
  await page.waitForSelector('h1')
  await page.locator('.bones').first().waitFor({ state: 'detached' })
}

const audit = `axe.run(document, { resultTypes: ['violations'], preload: false }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' ')))`

/** What axe finds wrong. */
export async function accessProblems(page: Page): Promise<unknown> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(`${axe.source};0`)
  return page.evaluate(audit)
}

/** True when the page is wider than the window. */
export function isTooWide(page: Page): Promise<unknown> {
  return page.evaluate('document.documentElement.scrollWidth > innerWidth')
}
