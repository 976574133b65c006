import { beforeAll, expect, test } from 'vitest'
import { emptyFolder, install, type Project } from './cli/project.ts'

const config = `import { check, csv, defineConfig, extract, pipeline, table } from 'sluice'
import { z } from 'zod'

const ads = table(csv('ads.csv'), {
  columns: { campaign: 'text', at: 'timestamp', clicks: 'number', spend: 'number' },
  time: 'at',
  lookbackDays: 1,
  expect: [check.metric({ mean: 'spend' }, { minRuns: 4 }), check.slices('campaign', { noun: 'campaigns' })],
})

export default defineConfig({
  deployments: [
    pipeline('report', {
      params: z.object({}),
      steps: ({ asOf }) => ({
        extract: extract({ ads }, () => ({ from: new Date(asOf.getTime() - 86_400_000), to: asOf })),
      }),
    }).deploy('acme', { params: {} }),
  ],
})
`

/** Rows of the days of March: 30 to 39 an hour of each campaign, with noise that is always the same. */
function rows(days: number): string {
  const lines = ['campaign,at,clicks,spend']
  for (let hour = 0; hour < days * 24; hour += 1) {
    const at = new Date(Date.UTC(2026, 2, 1) + hour * 3_600_000).toISOString().slice(0, 19)
    for (const campaign of ['brand', 'spring', 'test', 'tail']) {
      const noise = (hour * 7919 + campaign.length * 104_729) % 97
      lines.push([campaign, at, 30 + (noise % 10), (4 + noise / 50).toFixed(2)].join(','))
    }
  }
  return `${lines.join('\n')}\n`
}

const days = 8
let project: Project

beforeAll(async () => {
  project = emptyFolder()
  install(project.folder)
  project.write('sluice.config.ts', config)
  project.write('ads.csv', rows(days + 2))
  for (let day = 2; day < days + 2; day += 1) {
    const ran = await project.sluice('run', '--as-of', `2026-03-${String(day).padStart(2, '0')}`)
    // oxlint-disable-next-line vitest/no-standalone-expect -- called by tests
    if (ran.code !== 0) throw new Error(ran.err)
  }
}, 120_000)

test('checks are proposed for every dataset; eight days are too few to choose by', async () => {
  const { code, out, err } = await project.sluice('checks', 'suggest', 'report', '--json')
  expect(code, err).toBe(0)
  const found = JSON.parse(out) as Record<string, { loads: number; checks: { code: string }[] }>
  expect(Object.keys(found)).toEqual(['extract/ads'])
  expect(found['extract/ads']).toMatchObject({ loads: 0, checks: [] })
})

test.each([
  ['drop 80 %', /block {2}ads: \d+ rows, [\d.]+ % fewer/],
  ['spend × 100', /warn {2}ads: mean of "spend" is [^\n]*\n +likely cause: 100 times as much, as of cents/],
  ['without campaign = brand', /block {2}ads: 3 of 4 campaigns are there.*missing: "brand"/],
  ['empty', /block {2}ads: has no rows/],
  ['clicks × 1.01', /Nothing would be found/],
])('%s is found as it would be', async (error, expected) => {
  const { code, out, err } = await project.sluice('checks', 'simulate', 'report', '--error', error)
  expect(code, err).toBe(0)
  expect(out).toMatch(expected)
})

test.each<[string, readonly string[], RegExp]>([
  ['an unknown pipeline', ['suggest', 'reports'], /reports/],
  ['an unknown dataset', ['suggest', 'report', '--dataset', 'clicks'], /extract\/ads/],
  ['no number of runs', ['suggest', 'report', '--runs', 'many'], /--runs "many"/],
  ['an unknown error', ['simulate', 'report', '--error', 'bad luck'], /drop 40 %/],
  ['an unknown table', ['simulate', 'report', '--error', 'empty', '--table', 'clicks'], /ads/],
])('%s is refused', async (_name, args, expected) => {
  const { code, err } = await project.sluice('checks', ...args)
  expect(code).not.toBe(0)
  expect(err).toMatch(expected)
})
