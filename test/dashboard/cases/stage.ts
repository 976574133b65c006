import type { Page } from 'playwright-core'
import type { Visitor } from '../visitor.ts'
import type { World } from '../world/open-world.ts'

/** What the cases are played on. */
export interface Stage {
  world: World
  visitor: Visitor
}

/** Asks the API of a world. */
export async function asked<T>({ world }: Stage, path: string): Promise<T> {
  const answer = await fetch(`${world.url}${path}`)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Does what a button asks for: opens its dialog, says why, confirms, and gives what is said then. */
export async function act(page: Page, button: string, why = 'The test says so.'): Promise<string> {
  await page.locator('main').getByRole('button', { name: button, exact: true }).first().click()
  const dialog = page.locator('dialog')
  const reason = dialog.locator('textarea')
  if ((await reason.count()) > 0) await reason.fill(why)
  await dialog.locator('button[type=submit]').click()
  await dialog.waitFor({ state: 'detached' })
  return (await page.locator('.toast span').last().textContent()) ?? ''
}

/** Waits until an element has a text. */
export async function shows(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector).filter({ hasText: text }).first().waitFor()
}
