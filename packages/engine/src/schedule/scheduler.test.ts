import { setTimeout as pause } from 'node:timers/promises'
import { defineConfig, planOf, type CatchUp } from '@sluice/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Owner } from '../journal/journal.ts'
import { runScheduler } from './scheduler.ts'
import { schedulerWorld, type SchedulerWorld } from './testing/scheduler-world.ts'

const daily = '0 6 * * *'
const dead: Owner = { id: 'dead', host: 'elsewhere', machine: 'elsewhere', pid: 1, started: '1' }
let world: SchedulerWorld

beforeEach(async () => {
  world = await schedulerWorld('2026-03-01T12:00:00Z')
})
afterEach(() => world.close())

function days(name: string, ...ends: readonly number[]): readonly string[] {
  const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T06:00`
  return ends.map(end => `${name} ${at(end - 1)} ${at(end)}`)
}

test('a schedule that is new starts nothing at once, then each interval when it is over', async () => {
  await world.until('2026-03-02T05:59:00Z', [world.deploy('acme', { schedule: daily })])
  expect(world.ran).toEqual([])
  await world.until('2026-03-04T12:00:00Z', [world.deploy('acme', { schedule: daily })])
  expect(world.ran).toEqual(days('acme', 2, 3, 4))
  const late = world.events.flatMap(event => (event.kind === 'started' ? [event.lateMs] : []))
  expect(Math.max(...late)).toBeLessThan(1000)
})

test.each<[CatchUp, readonly string[]]>([
  ['all', days('acme', 2, 3, 4, 5, 6, 7, 8, 9)],
  ['latest', [...days('acme', 2), ...days('acme', 9)]],
  ['single', [...days('acme', 2), 'acme 2026-03-02T06:00 2026-03-09T06:00']],
])('after a week without a scheduler "%s" does what it says', async (catchUp, expected) => {
  const deployments = [world.deploy('acme', { schedule: daily, catchUp })]
  await world.until('2026-03-02T07:00:00Z', deployments)
  world.set('2026-03-09T07:00:00Z')
  await world.until('2026-03-09T08:00:00Z', deployments)
  expect(world.ran).toEqual(expected)
  await world.until('2026-03-10T07:00:00Z', deployments)
  expect(world.ran).toEqual([...expected, ...days('acme', 10)])
})

test('a run knows its interval and works as of its end, in the zone of the schedule', async () => {
  const deployments = [world.deploy('acme', { schedule: '30 2 * * *', timezone: 'Europe/Berlin' })]
  world.set('2026-03-28T12:00:00Z')
  await world.until('2026-03-30T12:00:00Z', deployments)
  expect(world.ran).toEqual([
    'acme 2026-03-28T01:30 2026-03-29T01:00',
    'acme 2026-03-29T01:00 2026-03-30T00:30',
  ])
  const runs = await world.engine.journal.runs()
  expect(runs.map(({ asOf }) => asOf.toISOString())).toEqual([
    '2026-03-30T00:30:00.000Z',
    '2026-03-29T01:00:00.000Z',
  ])
})

test('several schedulers on one journal do each interval once', async () => {
  const deployments = ['acme', 'bolt', 'core'].map(name =>
    world.deploy(name, { schedule: daily, catchUp: 'all', start: '2026-02-20' }),
  )
  await Promise.all([1, 2, 3].map(() => world.until('2026-03-03T12:00:00Z', deployments)))
  expect(world.ran).toHaveLength(new Set(world.ran).size)
  expect(world.ran).toHaveLength(3 * 12)
})

test('jitter makes runs start later, not cover other time', async () => {
  const deployments = ['acme', 'bolt'].map(name =>
    world.deploy(name, { schedule: daily, jitterMs: 3_600_000 }),
  )
  await world.until('2026-03-02T12:00:00Z', deployments)
  expect(world.ran.toSorted()).toEqual([...days('acme', 2), ...days('bolt', 2)])
  const late = world.events.flatMap(event => (event.kind === 'started' ? [event.lateMs] : []))
  expect(Math.min(...late)).toBeGreaterThan(60_000)
  expect(Math.max(...late)).toBeLessThan(3_660_000)
})

describe('pause', () => {
  test('nothing starts while somebody has paused it; then the policy has its say about the gap', async () => {
    const key = { pipeline: 'refresh', deployment: 'acme' }
    const deployments = [
      world.deploy('acme', { schedule: daily, catchUp: 'single' }),
      world.deploy('bolt', { schedule: daily }),
    ]
    await world.until('2026-03-01T13:00:00Z', deployments)
    await world.journal.pause(key, { who: 'ann', why: 'the warehouse moves' })
    await world.until('2026-03-04T07:00:00Z', deployments)
    expect(world.ran).toEqual(days('bolt', 2, 3, 4))
    await world.journal.unpause(key, { who: 'ann', why: 'moved' })
    await world.until('2026-03-04T08:00:00Z', deployments)
    expect(world.ran.slice(3)).toEqual(['acme 2026-03-01T06:00 2026-03-04T06:00'])
  })

  test('nor what the configuration says is paused', async () => {
    await world.until('2026-03-03T07:00:00Z', [world.deploy('acme', { schedule: daily, paused: true })])
    expect(world.ran).toEqual([])
  })
})

describe('trouble', () => {
  test('a run that fails, and one whose parameters do not fit, stop no other and are not lost', async () => {
    const broken = {
      ...world.deploy('core', { schedule: daily }),
      params: { a: 1 },
      pipeline: {
        ...world.deploy('core').pipeline,
        steps: () => z.never().parse(1),
      },
    }
    const failing = world.deploy('bolt', { schedule: daily }, () => {
      throw new Error('no')
    })
    await world.until('2026-03-03T07:00:00Z', [failing, broken, world.deploy('acme', { schedule: daily })])
    expect(world.ran.filter(ran => ran.startsWith('acme'))).toEqual(days('acme', 2, 3))
    const ends = await world.journal.dispatches({})
    expect(ends.map(({ deployment, status }) => `${deployment} ${status}`).toSorted()).toEqual([
      'acme succeeded',
      'acme succeeded',
      'bolt failed',
      'bolt failed',
      'core failed',
      'core failed',
    ])
    expect(ends.find(({ deployment }) => deployment === 'core')?.error?.message).toMatch(/never/)
  })

  test('what a dead scheduler had claimed is done by another', async () => {
    const deployments = [world.deploy('acme', { schedule: daily })]
    await world.until('2026-03-01T13:00:00Z', deployments)
    world.set('2026-03-02T06:00:00Z')
    const due = { runs: [{ start: new Date('2026-03-01T06:00Z'), end: new Date('2026-03-02T06:00Z') }] }
    await world.journal.advance({ pipeline: 'refresh', deployment: 'acme' }, new Date('2026-03-01T06:00Z'), {
      ...due,
      covered: new Date('2026-03-02T06:00Z'),
    })
    const choose = ({ waiting }: { readonly waiting: readonly { readonly id: number }[] }) =>
      waiting.map(({ id }) => id)
    await world.journal.claim({ owner: dead, startedSince: world.now(), choose })
    // Of another machine: taken for dead when it was not heard for a minute.
    await world.until('2026-03-02T06:00:30Z', deployments)
    expect(world.ran).toEqual([])
    await world.until('2026-03-02T06:05:00Z', deployments)
    expect(world.ran).toEqual(days('acme', 2))
    expect(world.events.map(({ kind }) => kind)).toContain('taken-over')
  })

  test('a run that had succeeded before its scheduler could say so is not done again', async () => {
    const acme = world.deploy('acme', { schedule: daily })
    await world.until('2026-03-01T13:00:00Z', [acme])
    const asOf = new Date('2026-03-02T06:00Z')
    await world.engine.run([{ plan: planOf(acme.pipeline, { deployment: 'acme', params: {}, asOf }) }])
    world.ran.length = 0
    await world.until('2026-03-02T07:00:00Z', [acme])
    expect(world.ran).toEqual([])
    const [dispatch] = await world.journal.dispatches({ end: asOf })
    expect([dispatch?.status, dispatch?.run]).toEqual([
      'succeeded',
      (await world.engine.journal.runs())[0]?.id,
    ])
  })

  test.each<[string, object, RegExp]>([
    [
      'a resource without a limit',
      { resources: ['warehous'] },
      /resources is "warehous"; write one .*: warehouse/,
    ],
    ['training where nothing trains', { trainSchedule: '0 3 * * *' }, /trainSchedule is "0 3 \* \* \*"/],
  ])('%s is refused and not ignored', async (_name, options, message) => {
    const acme = world.deploy('acme', { schedule: daily, ...options })
    await expect(
      world.until('2026-03-03T07:00:00Z', [acme], { resources: { warehouse: 1 } }),
    ).rejects.toThrow(message)
  })

  test('a schedule that cannot be is refused before anything starts', async () => {
    const deployments = [
      world.deploy('acme', { schedule: daily }),
      world.deploy('bolt', { schedule: '0 6 *' }),
    ]
    await expect(world.until('2026-03-03T07:00:00Z', deployments)).rejects.toThrow(
      /"bolt": schedule is "0 6 \*"/,
    )
    expect(world.ran).toEqual([])
  })
})

describe('stopping', () => {
  test('what runs ends, nothing else starts, and the rest is done the next time', async () => {
    const stop = new AbortController()
    const acme = world.deploy('acme', { schedule: daily, catchUp: 'all', start: '2026-02-25' }, async () => {
      stop.abort()
      await pause(20)
    })
    await runScheduler(world.options([acme], { stop: stop.signal, pollMs: 1 }))
    expect(world.ran).toHaveLength(1)
    expect((await world.engine.journal.runs())[0]?.status).toBe('succeeded')
    await world.until('2026-03-01T13:00:00Z', [acme])
    expect(world.ran).toHaveLength(5)
  })

  test('a run that is cancelled with the scheduler goes on the next time', async () => {
    const [stop, cancel] = [new AbortController(), new AbortController()]
    const acme = world.deploy('acme', { schedule: daily, start: '2026-02-28' }, async signal => {
      if (world.ran.length > 1) return
      stop.abort()
      cancel.abort()
      await pause(10_000, undefined, { signal })
    })
    await runScheduler(world.options([acme], { stop: stop.signal, cancel: cancel.signal }))
    expect((await world.journal.dispatches({}))[0]?.status).toBe('waiting')
    await world.until('2026-03-01T13:00:00Z', [acme])
    const runs = await world.engine.journal.runs()
    expect(runs.map(({ status }) => status)).toEqual(['succeeded'])
  })
})

describe('flow', () => {
  /** Deploys clients whose runs take a moment, and counts how many of each name are running at once. */
  function counted(names: readonly string[], options: (name: string) => object) {
    const running = new Map<string, number>()
    let most = 0
    const deployments = names.map(name =>
      world.deploy(name, { schedule: daily, ...options(name) }, async () => {
        running.set(name, (running.get(name) ?? 0) + 1)
        most = Math.max(
          most,
          [...running.values()].reduce((a, b) => a + b, 0),
        )
        await pause(5)
        running.set(name, (running.get(name) ?? 0) - 1)
      }),
    )
    return { deployments, most: () => most }
  }
  const names = ['a', 'b', 'c', 'd', 'e', 'f']

  test.each<[string, object, object, number]>([
    ['over everything', { runs: 2 }, {}, 2],
    ['of a pipeline', { pipelines: { refresh: 3 } }, {}, 3],
    ['of a resource', { resources: { warehouse: 1 } }, { resources: ['warehouse'] }, 1],
  ])('a limit %s holds, with two schedulers as well', async (_name, limits, options, expected) => {
    const { deployments, most } = counted(names, () => options)
    await Promise.all([1, 2].map(() => world.until('2026-03-02T07:00:00Z', deployments, limits)))
    expect(world.ran).toHaveLength(6)
    expect(most()).toBe(expected)
  })

  test('runs of one schedule follow each other, the oldest first', async () => {
    const { deployments, most } = counted(['a'], () => ({ catchUp: 'all', start: '2026-02-20' }))
    await world.until('2026-03-01T13:00:00Z', deployments)
    expect(most()).toBe(1)
    expect(world.ran).toEqual(world.ran.toSorted())
    expect(world.ran).toHaveLength(10)
  })

  test('greater priority goes first, and starts in a window are counted', async () => {
    const { deployments } = counted(names, name => ({ priority: name === 'f' ? 1 : 0 }))
    const limits = { runs: { atOnce: 1, starts: 2, perMs: 600_000 } }
    await world.until('2026-03-02T06:09:00Z', deployments, limits)
    expect(world.ran.map(ran => ran.charAt(0))).toEqual(['f', 'a'])
    await world.until('2026-03-02T07:00:00Z', deployments, limits)
    expect(world.ran.map(ran => ran.charAt(0))).toEqual(['f', 'a', 'b', 'c', 'd', 'e'])
  })
})

test('people hear once that a deadline is near, and once that it was missed', async () => {
  const stop = new AbortController()
  const acme = world.deploy(
    'acme',
    { schedule: daily, label: 'Acme Shoes', deadlineMs: 3_600_000 },
    async () => {
      while (world.now() < new Date('2026-03-02T08:00Z')) await pause(1)
      stop.abort()
    },
  )
  await world.until('2026-03-01T13:00:00Z', [acme])
  await runScheduler(world.options([acme], { stop: stop.signal }))
  expect(
    world.alerts.map(({ severity, headline, deployment, at }) => [severity, headline, deployment.label, at]),
  ).toEqual([
    [
      'warn',
      'the run has to be finished by 2026-03-02T07:00:00.000Z and is running',
      'Acme Shoes',
      new Date('2026-03-02T06:48:00Z'),
    ],
    [
      'error',
      'the run had to be finished by 2026-03-02T07:00:00.000Z and is running',
      'Acme Shoes',
      new Date('2026-03-02T07:00:00Z'),
    ],
  ])
  // It is one thing that was wrong, until the run ended.
  const incidents = await world.engine.incidents.list()
  expect(incidents).toMatchObject([
    { rootCause: 'deadline/refresh', severity: 'error', state: 'resolved', deployments: ['acme'] },
  ])
})

test('without schedules there is nothing to do, and the scheduler stops when it is told', async () => {
  const stop = new AbortController()
  const options = world.options([], { stop: stop.signal, config: defineConfig({}) })
  setTimeout(() => stop.abort(), 10)
  await runScheduler(options)
  expect(world.events).toEqual([])
})
