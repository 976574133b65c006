import { expect, test } from 'vitest'
import { accessProblems, isTooWide, look } from '../visitor.ts'
import { shows, type Stage } from './stage.ts'

/** What somebody sees whom the server does not know, and who may only read. */
export function loginCases(stage: Stage): void {
  test('a stranger logs in with a token, arrives where they wanted, sees their client only, and logs out', async () => {
    const { url, token } = stage.world.locked
    const { page } = await stage.visitor.visit(`${url}/runs?status=succeeded`, { width: 320, theme: 'light' })
    await shows(page, 'h1', 'Log in')
    expect(await accessProblems(page)).toEqual([])
    expect(await isTooWide(page)).toBe(false)
    await look(page, { width: 1280, theme: 'dark' })
    expect(await accessProblems(page)).toEqual([])
    expect(await page.getAttribute('a.button', 'href')).toBe('/v1/login?return=%2Fruns%3Fstatus%3Dsucceeded')

    await page.fill('input[name=token]', token)
    await page.click('form button')
    await page.waitForURL('**/runs?status=succeeded')
    await page.waitForSelector('tbody tr')
    const clients = await page.locator('tbody th').allTextContents()
    expect(new Set(clients)).toEqual(new Set(['キレイ Beauty']))
    expect(await page.locator('.places').first().textContent()).not.toContain('Tokens')

    await page.locator('tbody a').first().click()
    await page.waitForSelector('.react-flow__node')
    expect(await page.getByRole('button', { name: /^(Re-run|Retry|Resume)/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'Log out' }).click()
    await shows(page, 'h1', 'Log in')
  })

  test('pages for admins say so to everybody else', async () => {
    const { url, token } = stage.world.locked
    const { page } = await stage.visitor.visit(`${url}/tokens`)
    await page.fill('input[name=token]', token)
    await page.click('form button')
    await shows(page, '.failure', 'role')
  })
}
