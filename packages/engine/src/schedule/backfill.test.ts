import { setTimeout as pause } from 'node:timers/promises'
import { defineConfig, pipeline, step, type Deployment, type Redo } from '@sluice/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { openBackfill, previewBackfill, type BackfillRequest } from './backfill.ts'
import { cronTimetable } from './cron-timetable.ts'
import { runBackfill, type SchedulerOptions } from './scheduler.ts'
import { schedulerWorld, type SchedulerWorld } from './testing/scheduler-world.ts'

const ann = { who: 'ann', why: 'the source was corrected' }
const timetable = cronTimetable({ cron: '0 6 * * *', timezone: 'UTC', deployment: 'acme' })
let world: SchedulerWorld

beforeEach(async () => {
  world = await schedulerWorld('2026-03-08T12:00:00Z')
})
afterEach(() => world.close())

function request(deployment: Deployment, change: Partial<BackfillRequest> = {}): BackfillRequest {
  const [from, to] = [new Date('2026-03-02'), new Date('2026-03-05')]
  return { deployment, pipeline: deployment.pipeline, timetable, from, to, redo: 'none', ...change }
}

function preview(deployment: Deployment, change: Partial<BackfillRequest> = {}) {
  return previewBackfill(world.engine.journal, request(deployment, change), world.now())
}

async function backfill(
  deployment: Deployment,
  change: Partial<BackfillRequest & { readonly atOnce: number } & SchedulerOptions> = {},
): Promise<string> {
  const { atOnce = 1, ...rest } = change
  const id = await openBackfill(world.journal, await preview(deployment, rest), { ...ann, atOnce })
  await runBackfill(
    world.options([deployment], { config: defineConfig({ deployments: [deployment] }), ...rest }),
    id,
  )
  return id
}

const ends = () => world.ran.map(ran => ran.slice(-16))
const actions = async (deployment: Deployment, redo: Redo) =>
  (await preview(deployment, { redo })).items.map(({ action }) => action)

test('a preview says what is there and what would run, and does nothing', async () => {
  const acme = world.deploy('acme')
  await backfill(acme, { to: new Date('2026-03-03') })
  world.ran.length = 0
  const { items } = await preview(acme)
  expect(
    items.map(({ interval, action, why, run }) => [
      interval.end.toISOString().slice(0, 10),
      action,
      why,
      run?.status,
    ]),
  ).toEqual([
    ['2026-03-02', 'leave', 'there is a run', 'succeeded'],
    ['2026-03-03', 'run', 'there is no run', undefined],
    ['2026-03-04', 'run', 'there is no run', undefined],
  ])
  expect(world.ran).toEqual([])
  expect(await world.journal.backfills()).toHaveLength(1)
})

test('a backfill does each interval, the oldest first, and has ended then', async () => {
  const acme = world.deploy('acme')
  const id = await backfill(acme)
  expect(world.ran).toEqual([
    'acme 2026-03-01T06:00 2026-03-02T06:00',
    'acme 2026-03-02T06:00 2026-03-03T06:00',
    'acme 2026-03-03T06:00 2026-03-04T06:00',
  ])
  const [kept] = await world.journal.backfills()
  expect([kept?.id, kept?.status, kept?.who, kept?.why]).toEqual([id, 'finished', 'ann', ann.why])
})

test('one run covers all of the time', async () => {
  await backfill(world.deploy('acme'), { oneRun: true })
  expect(world.ran).toEqual(['acme 2026-03-01T06:00 2026-03-04T06:00'])
})

test('what is to be redone is redone, and nothing else', async () => {
  let broken = true
  const acme = world.deploy('acme', {}, () => {
    if (broken && world.ran.length === 2) throw new Error('no')
  })
  await backfill(acme)
  broken = false
  expect(await actions(acme, 'none')).toEqual(['leave', 'leave', 'leave'])
  expect(await actions(acme, 'changed')).toEqual(['leave', 'continue', 'leave'])
  world.ran.length = 0
  await backfill(acme, { redo: 'failed' })
  expect(ends()).toEqual(['2026-03-03T06:00'])
  expect(await actions(acme, 'failed')).toEqual(['leave', 'leave', 'leave'])
  world.ran.length = 0
  await backfill(acme, { redo: 'all' })
  expect(ends()).toEqual(['2026-03-02T06:00', '2026-03-03T06:00', '2026-03-04T06:00'])
  const runs = await world.engine.journal.runs()
  expect(runs.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'succeeded'))
})

test('intervals whose steps have another definition now are named with the steps', async () => {
  const deployed = (factor: number, more: boolean) =>
    pipeline('sum', {
      params: z.object({}),
      steps: ({ interval }) => {
        const read = step({ inputs: {}, keyed: 'run', definition: {}, run: () => 2 })
        // From the 3rd on the definition has the factor in it.
        const by = interval.end < new Date('2026-03-03') ? 1 : factor
        const times = step({ inputs: { read }, definition: { by }, run: ({ read }) => read * by })
        const last = step({ inputs: { times }, definition: {}, run: ({ times }) => times + 1 })
        return more ? { read, times, last, extra: step({ inputs: {}, run: () => 0 }) } : { read, times, last }
      },
    }).deploy('acme', { params: {} })
  await backfill(deployed(1, false))
  const changed = async (deployment: Deployment) =>
    (await preview(deployment, { redo: 'changed' })).items.map(({ run }) => run?.changed.join())
  expect(await changed(deployed(1, false))).toEqual(['', '', ''])
  expect(await changed(deployed(5, false))).toEqual(['', 'times', 'times'])
  expect(await changed(deployed(1, true))).toEqual(['extra', 'extra', 'extra'])
  await backfill(deployed(5, false), { redo: 'changed' })
  expect(await actions(deployed(5, false), 'changed')).toEqual(['leave', 'leave', 'leave'])
})

test('so many run at once as it says, beside the runs of the schedule', async () => {
  let running = 0
  let most = 0
  const acme = world.deploy('acme', {}, async () => {
    running++
    most = Math.max(most, running)
    await pause(10)
    running--
  })
  await backfill(acme, { from: new Date('2026-02-20'), atOnce: 3 })
  expect(most).toBe(3)
  expect(world.ran).toHaveLength(13)
})

test('a paused backfill stops after what runs and goes on later; a cancelled one stops what runs', async () => {
  let id = ''
  const acme = world.deploy('acme', {}, async signal => {
    if (world.ran.length === 1) await world.journal.changeBackfill(id, ['running'], 'paused', ann)
    if (world.ran.length !== 2) return
    await world.journal.changeBackfill(id, ['running'], 'cancelled', ann)
    await pause(10_000, undefined, { signal })
  })
  id = await openBackfill(world.journal, await preview(acme), { ...ann, atOnce: 1 })
  await runBackfill(world.options([acme]), id)
  expect(ends()).toEqual(['2026-03-02T06:00'])
  await world.journal.changeBackfill(id, ['paused'], 'running', ann)
  await runBackfill(world.options([acme]), id)
  expect(ends()).toEqual(['2026-03-02T06:00', '2026-03-03T06:00'])
  const ended = await world.journal.dispatches({ origin: id })
  expect(ended.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'succeeded'])
})

test('a scheduler does the backfills that others have made', async () => {
  const acme = world.deploy('acme')
  await openBackfill(world.journal, await preview(acme), { ...ann, atOnce: 2 })
  await world.until('2026-03-08T12:10:00Z', [acme])
  expect(ends()).toEqual(['2026-03-02T06:00', '2026-03-03T06:00', '2026-03-04T06:00'])
})

test.each<[string, Partial<BackfillRequest>, RegExp]>([
  [
    'time that runs backwards',
    { from: new Date('2026-03-06') },
    /from 2026-03-06.* is not before to 2026-03-05/,
  ],
  ['time in which nothing was due', { to: new Date('2026-03-02T01:00Z') }, /no run was due from/],
  [
    'time that is to come',
    { from: new Date('2026-04-01'), to: new Date('2026-04-02') },
    /no run was due from/,
  ],
  ['too many runs', { from: new Date('1990-01-01') }, /more than 10000 runs/],
])('%s is refused', async (_name, change, message) => {
  await expect(preview(world.deploy('acme'), change)).rejects.toThrow(message)
})
