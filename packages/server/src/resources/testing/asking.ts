import type { DatasetBrief } from '../../api/dataset.ts'
import type { ActionDone } from '../../api/action-done.ts'
import type { Page } from '../../api/page.ts'
import { somebody, type ShopWorld } from './shop-world.ts'

/** A fact about resources, checked in a world of its own. */
export interface ResourceCase {
  readonly name: string
  check(world: ShopWorld): Promise<void>
}

export const monday = '2026-03-09T05:00:00.000Z'
export const mondayBefore = '2026-03-02T05:00:00.000Z'
export const post = (body: object) => ({ method: 'POST', body }) as const
export const why = 'because of the test'

export async function get<T>(world: ShopWorld, url: string, clients?: readonly string[]): Promise<T> {
  return (await world.ask(url, {}, somebody(clients))) as T
}

export async function act(world: ShopWorld, url: string, body: object): Promise<ActionDone> {
  return (await world.ask(url, post(body))) as ActionDone
}

export async function datasetNamed(world: ShopWorld, step: string): Promise<DatasetBrief> {
  const { items } = await get<Page<DatasetBrief>>(world, '/v1/datasets')
  const found = items.find(({ madeBy }) => madeBy.step === step)
  if (found === undefined) throw new Error(`no dataset of ${step}`)
  return found
}
