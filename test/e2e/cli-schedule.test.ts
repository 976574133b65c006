import { afterEach, beforeEach, expect, test } from 'vitest'
// oxlint-disable-next-line no-restricted-imports -- the command is not a public name
import { main } from '../../packages/cli/src/main.ts'
import { emptyFolder, install, type Outcome, type Project } from './cli/project.ts'

const config = `import { defineConfig, pipeline, step } from 'sluice'
import { z } from 'zod'

const report = pipeline('report', {
  params: z.object({ client: z.string() }),
  steps: ({ interval, params }) => ({
    count: step({
      inputs: {},
      keyed: 'run',
      definition: { interval, params },
      run: () => {
        if (params.client === 'bolt') throw new Error('the source is gone since ' + interval.start.toISOString())
        return interval.start.toISOString() + '/' + interval.end.toISOString()
      },
    }),
  }),
})

export default defineConfig({
  deployments: [
    report.deploy('acme', {
      label: 'Acme Shoes', params: { client: 'acme' },
      schedule: '0 6 * * *', timezone: 'Europe/Berlin', catchUp: 'all',
    }),
    report.deploy('bolt', { params: { client: 'bolt' }, schedule: '0 6 * * MON' }),
    report.deploy('core', { params: { client: 'core' } }),
  ],
})
`

let project: Project
beforeEach(() => {
  project = emptyFolder()
  install(project.folder)
  project.write('sluice.config.ts', config)
})
let stops: AbortController[] = []
afterEach(() => {
  for (const stop of stops) stop.abort()
  stops = []
})

/** Runs `sluice` at an instant; `until` stops it when its output matches. */
async function at(time: string, args: string, until?: RegExp): Promise<Outcome> {
  let out = ''
  let err = ''
  const started = performance.now()
  const stop = new AbortController()
  stops.push(stop)
  const code = await main(words(args), {
    stdout: { write: text => void (out += text) },
    stderr: {
      write(text) {
        err += text
        // A moment later: the scheduler has had its first look.
        if (until?.test(err) === true) setTimeout(() => stop.abort(), 100)
      },
    },
    env: {},
    cwd: project.folder,
    enter: path => process.chdir(path),
    now: () => new Date(Date.parse(time) + (performance.now() - started)),
    fetch,
    signal: stop.signal,
    who: 'tester',
  })
  return { code, out, err }
}

function words(args: string): readonly string[] {
  return [...args.matchAll(/"([^"]*)"|\S+/g)].map(([all, quoted]) => quoted ?? all)
}

test('schedule says when each client runs next, in its time zone', async () => {
  const { code, out } = await at('2026-03-27T12:00:00Z', 'schedule')
  expect(code).toBe(0)
  expect(out).toMatch(/client +pipeline +schedule +next +last/)
  expect(out).toMatch(/Acme Shoes +report +0 6 \* \* \* +in 17 hours, Sat 2026-03-28 06:00 Europe\/Berlin +–/)
  expect(out).toMatch(/bolt +report +0 6 \* \* MON +in 3 days, Mon 2026-03-30 06:00 UTC +–/)
  expect(out).not.toMatch(/core/)
})

test('a scheduler does what is due, is stopped, and does later what came due meanwhile', async () => {
  expect((await at('2026-03-27T12:00:00Z', 'scheduler', /2 schedules/)).code).toBe(0)
  const { code, err } = await at(
    '2026-03-30T07:00:00Z',
    'scheduler',
    /(due[^\n]*(succeeded|failed)[\s\S]*){4}/,
  )
  expect(code).toBe(0)
  expect(err).toMatch(/acme report due Sat 2026-03-28 06:00 Europe\/Berlin succeeded/)
  expect(err).toMatch(/acme report due Sun 2026-03-29 06:00 Europe\/Berlin succeeded/)
  expect(err).toMatch(/bolt report count failed .*the source is gone/)
  const { out } = await at('2026-03-30T08:00:00Z', 'schedule')
  expect(out).toMatch(/Acme Shoes .*in 20 hours, Tue 2026-03-31 06:00.* succeeded Mon 2026-03-30 06:00/)
  expect(out).toMatch(/bolt .*in 7 days, .* failed Mon 2026-03-30 06:00 UTC/)
  // Going on by hand is about the same interval.
  const resumed = await at('2026-03-30T09:00:00Z', 'resume')
  expect(resumed.err).toMatch(/bolt report count failed .*the source is gone since 2026-03-23T06:00:00\.000Z/)
  const runs = JSON.parse((await at('2026-03-30T08:00:00Z', 'runs -d acme --json')).out) as {
    runs: { asOf: string; intervalStart: string }[]
  }
  expect(runs.runs.map(({ asOf, intervalStart }) => [intervalStart, asOf])).toEqual([
    ['2026-03-29T04:00:00.000Z', '2026-03-30T04:00:00.000Z'],
    ['2026-03-28T05:00:00.000Z', '2026-03-29T04:00:00.000Z'],
    ['2026-03-27T05:00:00.000Z', '2026-03-28T05:00:00.000Z'],
  ])
})

test('a pause says who and why, and unpause ends it', async () => {
  expect((await at('2026-03-27T12:00:00Z', 'pause acme')).code).toBe(2)
  const paused = await at('2026-03-27T12:00:00Z', 'pause acme --why "the warehouse moves"')
  expect(paused).toMatchObject({ code: 0, out: 'paused acme: report\n' })
  expect((await at('2026-03-27T12:00:00Z', 'schedule -d acme')).out).toMatch(
    /paused by tester: the warehouse moves/,
  )
  expect((await at('2026-03-27T12:00:00Z', 'pause acme --why again')).err).toMatch(/"acme" is paused already/)
  expect((await at('2026-03-27T12:00:00Z', 'unpause acme --why moved')).out).toBe('unpaused acme: report\n')
  const log = await at('2026-03-27T12:00:00Z', 'schedule --log -d acme')
  expect(log.out).toMatch(/unpaused +tester +moved\n.*paused +tester +the warehouse moves\n$/)
  expect((await at('2026-03-27T12:00:00Z', 'pause acm --why x')).err).toMatch(
    /"acm" has no schedule. There are: acme, bolt/,
  )
})

test('a backfill is looked at, done, and done again only where that is asked for', async () => {
  const dry = await at(
    '2026-03-27T12:00:00Z',
    'backfill report acme --from 2026-03-20 --to 2026-03-22 --dry-run',
  )
  expect(dry.code).toBe(0)
  expect(dry.out).toMatch(/Fri 2026-03-20 06:00 Europe\/Berlin +2026-03-19 06:00.* run +there is no run/)
  expect(dry.out).toMatch(/\n3 runs would be made\./)
  const done = await at('2026-03-27T12:00:00Z', 'backfill report acme --from 2026-03-20 --to 2026-03-22')
  expect(done).toMatchObject({ code: 0 })
  expect(done.out).toMatch(/^backfill-\w+ report for acme: finished, 3 succeeded\n$/)
  const again = await at('2026-03-27T12:00:00Z', 'backfill report acme --from 2026-03-20 --to 2026-03-23')
  expect(again.out).toMatch(/finished, 1 succeeded/)
  const all = await at(
    '2026-03-27T12:00:00Z',
    'backfill report acme --from 2026-03-20 --to 2026-03-23 --redo all --at-once 2',
  )
  expect(all.out).toMatch(/finished, 4 succeeded/)
  const nothing = await at('2026-03-27T12:00:00Z', 'backfill report acme --from 2026-03-20 --to 2026-03-23')
  expect(nothing).toMatchObject({ code: 0 })
  expect(nothing.out).toMatch(/0 runs would be made, 4 left as they are/)
  expect((await at('2026-03-27T12:00:00Z', 'backfills')).out.split('\n')).toHaveLength(5)
})

test('a backfill whose runs fail exits with 4; one that is queued waits, is cancelled, and cannot go on', async () => {
  const failed = await at('2026-03-27T12:00:00Z', 'backfill report bolt --from 2026-03-16 --to 2026-03-16')
  expect(failed.code).toBe(4)
  expect(failed.out).toMatch(/finished, 1 failed/)
  const queued = await at(
    '2026-03-27T12:00:00Z',
    'backfill report core --cron "0 6 * * *" --from 2026-03-20 --to 2026-03-21 --queue',
  )
  expect(queued.out).toMatch(/running, 2 waiting\nA scheduler does it/)
  const [id = ''] = queued.out.split(' ')
  const cancelled = await at('2026-03-27T12:00:00Z', `backfills ${id} --cancel --why "wrong client"`)
  expect(cancelled.out).toMatch(/cancelled, 2 cancelled/)
  expect((await at('2026-03-27T12:00:00Z', `backfills ${id} --continue`)).err).toMatch(
    /is cancelled; it cannot be continued/,
  )
})

test.each([
  [
    'backfill report core --from 2026-03-20 --to 2026-03-21',
    /report has no schedule for "core".*\nSay it: --cron/,
  ],
  ['backfill report acme --from yesterday --to 2026-03-21', /--from "yesterday" is not an instant/],
  [
    'backfill report acme --from 2026-03-20 --to 2026-03-21 --redo some',
    /--redo "some".*none, failed, changed, all/,
  ],
  ['backfill report acme --from 2026-03-20 --to 2026-03-21 --at-once 0', /--at-once "0"/],
  ['backfill report acme --from 2026-03-20 --to 2026-03-10', /backfill-invalid.*is not before/],
  ['backfill other acme --from 2026-03-20 --to 2026-03-21', /no deployment runs a pipeline "other"/],
  ['backfills nothing', /no backfill "nothing"/],
])('%s is refused, nothing runs', async (args, message) => {
  const { code, err } = await at('2026-03-27T12:00:00Z', args)
  expect([code, err]).toEqual([2, expect.stringMatching(message)])
})

test('check finds a schedule that cannot be', async () => {
  project.edit('sluice.config.ts', `'0 6 * * MON'`, `'0 6 * *'`)
  const { code, err } = await at('2026-03-27T12:00:00Z', 'check')
  expect(code).toBe(2)
  expect(err).toMatch(/error\[schedule-invalid\]: deployment "bolt": schedule is "0 6 \* \*"/)
})
