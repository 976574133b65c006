import type { Page as Listed, RunBrief } from '@sluice/server'
import { test } from 'vitest'
import { visitPlace } from './pages.ts'
import { asked, type Stage } from './stage.ts'

/** Changes arrive by themselves, and after a lost connection too. */
export function liveCases(stage: Stage): void {
  const visit = (place: string) => visitPlace(stage, place)

  test('runs that others start appear by themselves', async () => {
    const { page } = await visit('/runs?pipeline=slow')
    await page.waitForSelector('.live[data-state="live"]')
    const before = await page.locator('tbody tr').count()
    await fetch(`${stage.world.url}/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pipeline: 'slow', deployment: 'shop', fresh: true }),
    })
    await page.locator('tbody tr').nth(before).waitFor()
  })

  test('a lost connection is said, and what changed meanwhile is there after it', async () => {
    const { page } = await visit('Runs')
    await page.waitForSelector('.live[data-state="live"]')
    const { items } = await asked<Listed<RunBrief>>(stage, '/v1/runs')
    await stage.world.restart(async () => {
      await page.waitForSelector('.lost-note')
    })
    await page.waitForSelector('.live[data-state="live"]')
    await page.locator('.lost-note').waitFor({ state: 'detached' })
    await page
      .locator('tbody tr')
      .nth(items.length - 1)
      .waitFor()
  })
}
