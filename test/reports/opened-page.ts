import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'

/** Where the browser is: `npm test` finds or installs it. */
export const browserPath = process.env['SLUICE_TEST_CHROMIUM']

/** How a reader looks at a page. */
export interface Reader {
  readonly width?: number
  readonly theme?: 'light' | 'dark'
  readonly script?: boolean
}

/** A page in a browser, with everything that it said and asked for. */
export interface OpenedPage {
  readonly page: Page
  /** Messages on the console, errors of scripts, requests for anything but the file itself. */
  readonly trouble: readonly string[]
}

/** Opens pages in one browser. */
export interface PageReader {
  open(html: string, reader?: Reader): Promise<OpenedPage>
  close(): Promise<void>
}

/** Starts the browser. */
export async function openReader(): Promise<PageReader> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-page-'))
  const browser = await chromium.launch({ executablePath: browserPath ?? 'chromium', args: ['--no-sandbox'] })
  let pages = 0
  return {
    open: async (html, reader = {}) => {
      const file = join(folder, `${(pages += 1)}.html`)
      await writeFile(file, html)
      return opened(browser, `file://${file}`, reader)
    },
    close: async () => {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What one of the scripts in `in-page` finds, run in the page. */
export async function found(page: Page, script: string): Promise<unknown> {
  return page.evaluate(await readFile(new URL(`./in-page/${script}.js`, import.meta.url), 'utf8'))
}

async function opened(
  browser: Browser,
  url: string,
  { width = 1280, theme = 'light', script = true }: Reader,
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    javaScriptEnabled: script,
  })
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('console', message => trouble.push(message.text()))
  page.on('pageerror', error => trouble.push(error.message))
  page.on('request', request => {
    if (request.url() !== url && !request.url().startsWith('data:')) trouble.push(request.url())
  })
  await page.goto(url)
  return { page, trouble }
}
