import axe from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright-core'
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
  visit(path: string, view?: View): Promise<Visited>
  close(): Promise<void>
}

/** Starts the browser. */
export async function openVisitor(site: string): Promise<Visitor> {
  const browser = await chromium.launch({ executablePath: browserPath ?? 'chromium', args: ['--no-sandbox'] })
  return {
    visit: (path, view = { width: 1280, theme: 'light' }) => visited(browser, site + path, view),
    close: () => browser.close(),
  }
}

async function visited(browser: Browser, url: string, { width, theme }: View): Promise<Visited> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: theme,
    timezoneId: 'Europe/Berlin',
  })
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('console', message => trouble.push(message.text()))
  page.on('pageerror', error => trouble.push(error.message))
  await page.goto(url)
  await page.waitForSelector('h1')
  await page.waitForSelector('.bones', { state: 'detached' })
  return { page, trouble }
}

const audit = `axe.run(document).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' ')))`

/** What axe finds wrong. */
export async function accessProblems(page: Page): Promise<unknown> {
  await page.evaluate(`${axe.source};0`)
  return page.evaluate(audit)
}

/** True when the page is wider than the window. */
export function isTooWide(page: Page): Promise<unknown> {
  return page.evaluate('document.documentElement.scrollWidth > innerWidth')
}
