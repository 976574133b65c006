import { expect, test } from 'vitest'
import { markup } from '../world/hostile.ts'
import { accessProblems } from '../visitor.ts'
import { visitPlace } from './pages.ts'
import { act, shows, type Stage } from './stage.ts'

/** What is done with runs, schedules and models. */
export function runCases(stage: Stage): void {
  const visit = (place: string) => visitPlace(stage, place)

  test('a run is started, seen live, and cancelled; then resumed and let go', async () => {
    const { page } = await visit('/deployments/slow/shop')
    await act(page, 'Run now')
    await page.waitForURL('**/runs/*')
    await shows(page, '.log', 'It waits.')
    await page.locator('.react-flow__node').nth(1).waitFor()
    await act(page, 'Cancel')
    await shows(page, '.run-line', 'cancelled')
    await act(page, 'Resume')
    await shows(page, '.run-line', 'running')
    stage.world.release()
    await shows(page, '.run-line', 'good')
  })

  test('a failed step is tried again, skipped, and done again from there', async () => {
    const { page } = await visit('a failed run')
    await act(page, 'Retry')
    await shows(page, '.run-line', 'failed')
    await act(page, 'Skip')
    await shows(page, '.step-panel', 'Skipped')
    await act(page, 'Re-run from here')
    await page.waitForSelector('.toast')
  })

  test('a range of the grid is previewed and filled', async () => {
    const { page } = await visit('/grid?pipeline=hostile&from=2026-03-01&to=2026-03-20')
    await page.click('[data-at="0,0"]')
    await page.keyboard.press('Shift+ArrowRight')
    await page.click('text=Backfill …')
    await page.waitForSelector('.preview')
    expect(await accessProblems(page)).toEqual([])
    await page.selectOption('dialog select', 'all')
    await page.getByLabel('Why').fill('Again, please.')
    await page.click('dialog [type=submit]:not([disabled])')
    await page.locator('dialog').waitFor({ state: 'detached' })
    await shows(page, 'main', 'Again, please.')
  })

  test('a schedule is paused, says so with why, and goes on', async () => {
    const { page } = await visit('a deployment')
    await act(page, 'Pause', markup)
    await shows(page, '.notice', markup)
    await act(page, 'Unpause')
    await page.locator('.notice').waitFor({ state: 'detached' })
  })
}
