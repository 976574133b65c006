import { expect, test } from 'vitest'
import { markup } from '../world/hostile.ts'
import { visitPlace } from './pages.ts'
import { shows, type Stage } from './stage.ts'

/** What users and files call things is never taken for markup. */
export function markupCases(stage: Stage): void {
  const visit = (place: string) => visitPlace(stage, place)

  test.each([
    ['Monday', '.monday, main'],
    ['Runs', 'tbody'],
    ['a failed run', '.trouble'],
    ['Deployments', 'tbody'],
    ['/deployments/hostile/shop', 'pre'],
    ['Incidents', '.incident-list'],
  ])('markup in data is text: %s', async (place, where) => {
    const { page, trouble } = await visit(place)
    await shows(page, where, markup)
    expect(await page.locator('main img, nav img').count()).toBe(0)
    expect(trouble).toEqual([])
  })

  test('markup in names of columns, in rows, in profiles and in logs is text', async () => {
    const { page, trouble } = await visit('a failed run')
    await shows(page, '.log', markup)
    await page.getByRole('tab', { name: /^Inputs/ }).click()
    await page.getByRole('button', { name: 'Sample rows' }).click()
    await shows(page, '.peek thead th', markup)
    await shows(page, '.peek tbody td', markup)
    await page.getByRole('button', { name: 'Profile' }).click()
    await shows(page, '.peek tbody', '<b>n</b>')
    await page.locator('.peek a').first().click()
    await page.waitForURL('**/datasets/*')
    await shows(page, 'main', markup)
    expect(await page.locator('main img, main b').count()).toBe(0)
    await page.keyboard.press('/')
    await page.keyboard.type('<img')
    await page.waitForSelector('[role=option] >> text=<img')
    expect(await page.locator('dialog img').count()).toBe(0)
    expect(trouble).toEqual([])
  })
}
