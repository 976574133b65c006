import { expect, test } from 'vitest'
import { markup } from '../world/hostile.ts'
import { accessProblems } from '../visitor.ts'
import { visitPlace } from './pages.ts'
import { shows, type Stage } from './stage.ts'

/** What an admin does. */
export function tokenCases(stage: Stage): void {
  const visit = (place: string) => visitPlace(stage, place)

  test('a token is made, shown once, and revoked; the audit log says who did it', async () => {
    const { page, trouble } = await visit('/tokens')
    await page.getByRole('button', { name: 'New token' }).click()
    await page.fill('dialog input', markup)
    await page.getByLabel('キレイ').check()
    expect(await accessProblems(page)).toEqual([])
    await page.click('dialog [type=submit]')
    const text = (await page.textContent('dialog code')) ?? ''
    const asks = (path: string) =>
      fetch(`${stage.world.locked.url}${path}`, { headers: { authorization: `Bearer ${text}` } })
    expect((await asks('/v1/runs')).status).toBe(200)
    await page.getByRole('button', { name: 'I have it' }).click()
    await shows(page, 'tbody th', markup)
    const row = page.locator('tbody tr').filter({ hasText: markup })
    await row.getByRole('button', { name: 'Revoke' }).click()
    await page.click('dialog [type=submit]')
    await shows(page, 'tbody td', 'revoked')
    await page.goto(`${stage.world.url}/audit`)
    await shows(page, 'tbody code', 'POST /v1/tokens/{token}:revoke')
    expect(await page.locator('main img').count()).toBe(0)
    expect(trouble).toEqual([])
  })
}
