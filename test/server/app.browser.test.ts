import { resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDashboard } from '../../scripts/build/dashboard.ts'
import { browserPath } from '../reports/opened-page.ts'
import { openApp, type AppWorld } from './app-world.ts'

let world: AppWorld
let browser: Browser
let page: Page
const said: string[] = []

beforeAll(async () => {
  if (browserPath === undefined) return
  world = await openApp({ dashboard: await buildDashboard(resolve(import.meta.dirname, '../..')) })
  await world.run('acme')
  browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] })
  page = await browser.newPage()
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(message.text())
  })
  page.on('pageerror', error => said.push(String(error)))
  page.on('dialog', dialog => {
    said.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
})
afterAll(async () => {
  if (browserPath === undefined) return
  await browser.close()
  await world.close()
})

test.skipIf(browserPath === undefined)('the built pages work under the policy of the server', async () => {
  for (const path of [
    '/runs',
    '/models',
    '/deliveries',
    '/deployments',
    '/datasets',
    '/incidents',
    '/grid',
  ]) {
    await page.goto(`${world.server.url}${path}`)
    await page.locator('main').waitFor()
  }
  expect(said).toEqual([])
})

test.skipIf(browserPath === undefined)('a run that starts elsewhere appears on the page', async () => {
  await page.goto(`${world.server.url}/runs`)
  await page.locator('main').waitFor()
  expect(await page.getByText('bravo').count()).toBe(0)
  await world.run('bravo')
  await page.getByText('bravo').first().waitFor({ timeout: 15_000 })
  expect(said).toEqual([])
})
