import type { DatasetBrief, IncidentBrief, Page, RunBrief } from '@sluice/server'
import { expect, test } from 'vitest'
import { accessProblems, isTooWide, look, type View, type Visited } from '../visitor.ts'
import { asked, type Stage } from './stage.ts'

const atNight = { width: 1280, theme: 'dark' } as const
const onPhone = { width: 320, theme: 'light' } as const

const encoded = encodeURIComponent
const items = async <T>(stage: Stage, path: string) => (await asked<Page<T>>(stage, path)).items
const runOf = async (stage: Stage, fits: (run: RunBrief) => boolean) => {
  const run = (await items<RunBrief>(stage, '/v1/runs')).find(fits)
  if (run === undefined) throw new Error('no such run')
  return run.id
}

/** Every page, with where it is: ids are known only when the world is there. */
const places: Readonly<Record<string, (stage: Stage) => string | Promise<string>>> = {
  Monday: () => '/',
  Runs: () => '/runs',
  'a run': async stage => `/runs/${await runOf(stage, ({ status }) => status === 'succeeded')}`,
  'a blocked run': async stage =>
    `/runs/${await runOf(stage, ({ status }) => status === 'blocked')}?step=extract`,
  'a failed run': async stage =>
    `/runs/${await runOf(stage, ({ status }) => status === 'failed')}?step=breaks`,
  Grid: () => '/grid?pipeline=propensity.refresh',
  Datasets: () => '/datasets',
  'a dataset': async stage => {
    const found = await items<DatasetBrief>(stage, '/v1/datasets?deployment=kirei')
    return `/datasets/${encoded(found.find(({ madeBy }) => madeBy.step === 'scores')?.digest ?? '')}`
  },
  Models: () => '/models',
  'a model': () => `/models/${encoded('propensity/kirei')}`,
  Incidents: () => '/incidents',
  'an incident': async stage => {
    const found = await items<IncidentBrief>(stage, '/v1/incidents')
    return `/incidents/${found.find(({ severity }) => severity === 'block')?.id}`
  },
  Deployments: () => '/deployments',
  'a deployment': () => '/deployments/propensity.refresh/kirei',
  Deliveries: () => '/deliveries',
  'a delivery': async stage => {
    const [book] = await items<{ readonly book: string }>(stage, '/v1/deliveries')
    return `/deliveries/${encoded(book?.book ?? '')}`
  },
  Tokens: () => '/tokens',
  Audit: () => '/audit',
  'no such page': () => '/no-such-page',
}

/** Opens a page by its name, or a path. */
export async function visitPlace(stage: Stage, place: string, view?: View): Promise<Visited> {
  const path = (await places[place]?.(stage)) ?? place
  return stage.visitor.visit(`${stage.world.url}${path}`, view)
}

/** Each page in both themes, on a desk and on a phone. */
export function pageCases(stage: Stage): void {
  test.each(Object.keys(places))(
    '%s has no violation of axe, fits, says nothing on the console, and has an address of its own',
    async name => {
      const { page, trouble } = await visitPlace(stage, name, atNight)
      const title = await page.title()
      expect(await page.locator('.failure:not(.trouble)').count()).toBe(0)
      for (const view of [atNight, onPhone]) {
        await look(page, view)
        expect(await accessProblems(page)).toEqual([])
        expect(await isTooWide(page)).toBe(false)
      }
      expect(title).toMatch(/\S · Sluice$/)
      expect(trouble).toEqual([])
    },
  )
}
