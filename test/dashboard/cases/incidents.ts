import type { IncidentBrief, Page as Listed } from '@sluice/server'
import { expect, test } from 'vitest'
import { accessProblems } from '../visitor.ts'
import { visitPlace } from './pages.ts'
import { act, asked, shows, type Stage } from './stage.ts'

/** What is said about incidents; later ones stand on what earlier ones left. */
export function incidentCases(stage: Stage): void {
  const visit = (place: string) => visitPlace(stage, place)

  test('an action asks for a reason, sends it once with a key, and says what became of it', async () => {
    const { page } = await visit('an incident')
    const sent = page.waitForRequest(request => request.method() === 'POST')
    await page.click('text=Acknowledge')
    expect(await page.isDisabled('dialog button[type=submit]')).toBe(true)
    await page.fill('dialog textarea', 'I look at it.')
    expect(await accessProblems(page)).toEqual([])
    await page.click('dialog button[type=submit]')
    const request = await sent
    expect(request.postDataJSON()).toEqual({ why: 'I look at it.' })
    expect(request.headers()['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
    await shows(page, '.toast', 'acknowledged')
    await shows(page, '.timeline', 'I look at it.')
  })

  test('an incident is silenced until a time, told again, and real', async () => {
    const { page } = await visit('an incident')
    await page.getByRole('button', { name: 'Silence' }).click()
    await page.selectOption('dialog select', '')
    await page.fill('dialog input[type=datetime-local]', until(2))
    await page.fill('dialog textarea', 'We wait for the client.')
    await page.click('dialog button[type=submit]')
    await shows(page, '.notice', 'We wait for the client.')
    await act(page, 'Tell again')
    await page.locator('.notice').waitFor({ state: 'detached' })
    await act(page, 'Real')
    await shows(page, '.notice', 'Real')
  })

  test('what stopped a run is marked as expected where it is looked at', async () => {
    const { page } = await visit('a failed run')
    expect(await act(page, 'Mark expected')).toContain('closed as expected')
    await page.getByRole('button', { name: 'Mark expected' }).waitFor({ state: 'detached' })
  })

  test('a blocked run goes on when the mapping is right, and its incident is over', async () => {
    const { page } = await visit('a blocked run')
    stage.world.repair()
    await act(page, 'Go on as configured', 'order_value is mapped.')
    await shows(page, '.run-line', 'learning')
    await page.getByRole('link', { name: 'Incidents' }).first().click()
    await shows(page, '.incident-list li:has-text("order_value")', 'resolved')
  })

  test('an incident that no run can end is resolved by hand', async () => {
    const { items } = await asked<Listed<IncidentBrief>>(stage, '/v1/incidents?state=open')
    const { page } = await visit(`/incidents/${items.find(({ severity }) => severity === 'warn')?.id}`)
    expect(await act(page, 'Resolve')).toContain('resolved')
    await shows(page, '.run-line', 'resolved')
  })
}

/** So many days from now, as a clock in Berlin shows it. */
function until(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16)
}
