import { test } from 'vitest'
import { visitPlace } from './pages.ts'
import { shows, type Stage } from './stage.ts'

/** What is done without a pointer. */
export function keyCases(stage: Stage): void {
  const visit = (place: string) => visitPlace(stage, place)

  test('arrows walk the matrix and the graph, Enter opens', async () => {
    const { page } = await visit('Monday')
    await page.focus('[role=gridcell][tabindex="0"]')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.waitForSelector('[data-at="1,1"]:focus')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.react-flow__node')
    const node = page.locator('.react-flow__node').first()
    await node.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.step-panel')
  })

  test('keys lead to pages, walk lists and search', async () => {
    const { page } = await visit('Monday')
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await shows(page, 'h1', 'Runs')
    await page.waitForSelector('[data-row]')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/runs/*')
    await page.keyboard.press('?')
    await shows(page, 'dialog dd', 'Tokens')
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    await page.keyboard.type('キレイ')
    await page.waitForSelector('[role=option] >> text=キレイ')
    await page.keyboard.press('Enter')
    await page.waitForURL(url => !url.pathname.startsWith('/runs/'))
  })
}
