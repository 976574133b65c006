import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, pipeline, planOf, step, type Config, type Step } from '@sluice/core'
import { openEngine } from '@sluice/engine'
import { startServer } from '@sluice/server'
import { chromium, type Browser, type Page } from 'playwright-core'
import { z } from 'zod'
import { buildDashboard } from '../../scripts/build/dashboard.ts'
import { browserFor } from '../../scripts/browser/chromium.ts'
import { openWorld } from '../../test/dashboard/world/open-world.ts'
import { largeHistory } from '../engine/large-history.ts'
import { loadIntoSqlite } from '../engine/load-history.ts'

const root = resolve(import.meta.dirname, '../..')

/** Pages in a browser that has nothing of them: when something is seen, when what was asked for is there, and the script. */
export async function benchFirstPage(rounds: number): Promise<string> {
  const path = browserFor(['browser'], text => void process.stderr.write(`${text}\n`))
  if (path === undefined) return 'first-page needs a browser: name one in SLUICE_TEST_CHROMIUM'
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const lines = [
      ...(await onDemo(browser, rounds)),
      ...(await onLargeHistory(browser, rounds)),
      ...(await onWideRun(browser, rounds)),
    ]
    return [
      `pages in Chromium with an empty cache (median of ${rounds}, ms): first content, what was asked for, script packed`,
      ...lines,
    ].join('\n')
  } finally {
    await browser.close()
  }
}

async function onDemo(browser: Browser, rounds: number): Promise<readonly string[]> {
  const world = await openWorld()
  try {
    return [
      await line(browser, rounds, ['Monday on three weeks of the agency', world.url, '[role=gridcell]']),
    ]
  } finally {
    await world.close()
  }
}

async function onLargeHistory(browser: Browser, rounds: number): Promise<readonly string[]> {
  const history = largeHistory({ clients: 1000, weeks: 52, steps: 10, seed: 1 })
  return serving(
    history.config,
    history.now,
    folder => loadIntoSqlite(folder, history),
    async url => {
      const grid = `${url}/grid?pipeline=weekly&from=2025-01-06`
      return [
        await line(browser, rounds, ['Monday, 1,000 clients', url, '[role=gridcell]']),
        await line(browser, rounds, ['grid, 1,000 clients × 52 weeks × 10 steps', grid, '[role=gridcell]']),
        await line(browser, rounds, ['… and all its clients are there', grid, '[aria-rowcount="1001"]']),
      ]
    },
  )
}

async function onWideRun(browser: Browser, rounds: number): Promise<readonly string[]> {
  const config = wideConfig()
  const asOf = new Date('2026-03-02T00:00:00Z')
  let run = ''
  const fill = async (folder: string) => {
    const engine = await openEngine({ root: folder, env: {} })
    const [deployment] = config.deployments
    if (deployment === undefined) throw new Error('no deployment')
    const { name, params } = deployment
    const [made] = await engine.run([
      { plan: planOf(deployment.pipeline, { deployment: name, params, asOf }) },
    ])
    run = made?.run ?? ''
    await engine.close()
  }
  return serving(config, asOf, fill, async url => {
    const page = `${url}/runs/${run}`
    const shown = await line(browser, rounds, ['run of 500 steps, its graph', page, '.react-flow__node'])
    return [shown, await whileUsed(browser, page)]
  })
}

/** Twenty layers of twenty-five steps, each of which waits for two of the layer before. */
function wideConfig(): Config {
  const wide = pipeline('wide', {
    params: z.object({}),
    steps: () => {
      const steps: Record<string, Step<number>> = {}
      for (let i = 0; i < 500; i += 1) {
        const before = [i - 25, i - 24].flatMap(at => steps[`s${at}`] ?? [])
        steps[`s${i}`] = step({ inputs: { before }, definition: { i }, run: async () => i })
      }
      return steps
    },
  })
  return defineConfig({ deployments: [wide.deploy('acme', { params: {} })] })
}

async function serving(
  config: Config,
  now: Date,
  fill: (folder: string) => Promise<unknown>,
  work: (url: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-page-'))
  await fill(folder)
  const engine = await openEngine({ root: folder, env: {}, now: () => now })
  const dashboard = await buildDashboard(root)
  const server = await startServer({ engine, config: () => config, port: 0, dashboard, now: () => now })
  try {
    return await work(server.url)
  } finally {
    await server.close()
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A page by name, address, and what is there when it shows what was asked for. */
type Asked = readonly [name: string, url: string, selector: string]

async function line(browser: Browser, rounds: number, [name, url, selector]: Asked): Promise<string> {
  const first: number[] = []
  const there: number[] = []
  let packed = 0
  for (let round = 0; round < rounds; round += 1) {
    const page = await newPage(browser)
    const scripts: Promise<number>[] = []
    page.on('response', response => {
      if (response.url().endsWith('.js')) scripts.push(response.body().then(body => gzipSync(body).length))
    })
    await page.goto(url, { waitUntil: 'commit' })
    await page.waitForSelector(selector, { state: 'attached' })
    there.push(Number(await page.evaluate('performance.now()')))
    first.push(Number(await page.evaluate(firstContent)))
    packed = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0)
    await page.context().close()
  }
  const kb = `${(packed / 1000).toFixed(0)} KB`
  return `  ${name.padEnd(44)}${ms(first)}${ms(there)}${kb.padStart(10)}`
}

const firstContent =
  'new Promise(done => new PerformanceObserver(list => done(list.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0)).observe({ type: "paint", buffered: true }))'

/** The longest that the page is busy while somebody walks the graph, chooses steps and moves it. */
async function whileUsed(browser: Browser, url: string): Promise<string> {
  const page = await newPage(browser)
  await page.goto(url)
  await page.waitForSelector('.react-flow__node')
  await page.evaluate(
    'window.longest = 0; new PerformanceObserver(list => { for (const { duration } of list.getEntries()) longest = Math.max(longest, duration) }).observe({ type: "event", durationThreshold: 16 })',
  )
  await page.locator('.react-flow__node').nth(3).click()
  await page.waitForSelector('.step-panel')
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'Enter']) {
    await page.keyboard.press(key)
  }
  await page.mouse.move(700, 300)
  await page.mouse.wheel(0, -300)
  await page.mouse.wheel(0, 300)
  await page.waitForTimeout(500)
  const longest = await page.evaluate('longest')
  await page.context().close()
  return `  ${'… and the slowest answer while it is used'.padEnd(44)}${`${Math.round(Number(longest))}`.padStart(8)}`
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  return context.newPage()
}

function ms(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  return `${Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)}`.padStart(8)
}
