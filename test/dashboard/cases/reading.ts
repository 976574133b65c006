import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { accessProblems } from '../visitor.ts'
import { visitPlace } from './pages.ts'
import { shows, type Stage } from './stage.ts'

/** What somebody finds who only reads. */
export function readingCases(stage: Stage): void {
  const visit = (place: string) => visitPlace(stage, place)

  test('what needs a person stands first, with why', async () => {
    const { page } = await visit('Monday')
    expect(await page.textContent('.page-head p')).toMatch(/^2 of 5 need a person: 1 blocked, 1 failed/)
    expect(await page.textContent('.attention')).toContain('"order_value" is new and looks like it')
  })

  test('a step that is chosen in the graph is chosen in timeline, log, panel and address', async () => {
    const { page, trouble } = await visit('a run')
    await page.click('.react-flow__node[data-id="extract"]')
    expect(await page.textContent('.step-panel h2')).toBe('extract')
    expect(await page.textContent('.gantt-row[aria-pressed="true"]')).toContain('extract')
    expect(await page.locator('.log li[data-chosen="true"]').count()).toBeGreaterThan(0)
    expect(page.url()).toContain('?step=extract')
    await page.reload()
    await shows(page, '.step-panel h2', 'extract')
    expect(trouble).toEqual([])
  })

  test('a step shows its checks, what it read and made with sample rows and profile, and what its key was made of', async () => {
    const { page, trouble } = await visit('a run')
    await page.click('.react-flow__node[data-id="features"]')
    await page.getByRole('tab', { name: /^Inputs/ }).click()
    await shows(page, '.peek', 'events')
    await page.getByRole('tab', { name: /^Output/ }).click()
    await page.getByRole('button', { name: 'Sample rows' }).first().click()
    await shows(page, '.peek thead th', 'favourite')
    await page.getByRole('button', { name: 'Profile' }).first().click()
    await shows(page, '.peek tbody', 'views_7d')
    await page.getByRole('tab', { name: 'Recipe' }).click()
    await page.waitForSelector('.step-panel pre')
    expect(await accessProblems(page)).toEqual([])
    expect(trouble).toEqual([])
  })

  test('a grid of runs that are long past begins with them', async () => {
    const { page } = await visit('Grid')
    await shows(page, '[role=columnheader]', 'Mar')
    expect(await page.locator('[role=gridcell] .tone-bad').count()).toBe(1)
  })

  test('a model shows its drift over the runs that scored with it', async () => {
    const { page } = await visit('a model')
    await page.locator('section', { hasText: 'Drift over time' }).locator('canvas').waitFor()
    expect(await page.getByRole('group', { name: 'Drift of each run' }).locator('tbody tr').count()).toBe(3)
    await shows(page, 'tbody', 'columns as in training')
  })

  test('the first page needs less than 150 KB of script, packed', async () => {
    const { page } = await visit('Monday')
    const urls = await page.evaluate(
      'performance.getEntriesByType("resource").map(({ name }) => name).filter(name => name.endsWith(".js"))',
    )
    const texts = await Promise.all((urls as string[]).map(async url => (await fetch(url)).bytes()))
    expect(texts.reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThan(150_000)
  })
}
