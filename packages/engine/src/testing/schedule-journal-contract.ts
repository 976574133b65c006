import assert from 'node:assert/strict'
import type { DataInterval } from '@sluice/core'
import type { Owner } from '../journal/journal.ts'
import type { Dispatch, NewBackfill, ScheduleJournal } from '../schedule/schedule-journal.ts'
import type { ContractCase } from './contract-case.ts'

const acme = { pipeline: 'refresh', deployment: 'acme' }
const bolt = { pipeline: 'refresh', deployment: 'bolt' }
const day = (n: number) => new Date(Date.UTC(2026, 2, n))
const interval = (n: number): DataInterval => ({ start: day(n), end: day(n + 1) })
const owner = (id: string): Owner => ({ id, host: 'host', machine: 'machine', pid: 7, started: '42' })
const ann = { who: 'ann', why: 'because' }
const all = ({ waiting }: { readonly waiting: readonly Dispatch[] }) => waiting.map(({ id }) => id)

/** Queues the intervals that begin on these days of March. */
async function queue(journal: ScheduleJournal, days: readonly number[], key = acme): Promise<void> {
  const { covered } = await journal.begin(key, day(days[0] ?? 1))
  const runs = days.map(interval)
  assert.ok(await journal.advance(key, covered, { runs, covered: runs.at(-1)?.end ?? covered }))
}

function claim(journal: ScheduleJournal, by = 'o1', choose = all) {
  return journal.claim({ owner: owner(by), startedSince: day(1), choose })
}

function backfill(id: string, days: readonly number[], change: Partial<NewBackfill> = {}): NewBackfill {
  const runs = days.map(n => ({ interval: interval(n), fresh: true }))
  return { id, ...acme, from: day(1), to: day(9), redo: 'all', atOnce: 2, ...ann, runs, ...change }
}

const schedules: readonly ContractCase<ScheduleJournal>[] = [
  {
    name: 'a schedule begins where it was seen first, whoever sees it later',
    async check(journal) {
      const begun = await Promise.all([journal.begin(acme, day(3)), journal.begin(acme, day(3))])
      assert.deepEqual(begun[0], begun[1])
      assert.deepEqual((await journal.begin(acme, day(5))).covered, day(3))
      await journal.begin(bolt, day(4))
      assert.deepEqual(
        (await journal.schedules()).map(({ deployment, covered }) => [deployment, covered]),
        [
          ['acme', day(3)],
          ['bolt', day(4)],
        ],
      )
    },
  },
  {
    name: 'of several schedulers that decide about the same time, one queues',
    async check(journal) {
      await journal.begin(acme, day(1))
      const due = { runs: [interval(1), interval(2)], covered: day(3) }
      const moved = await Promise.all(Array.from({ length: 4 }, () => journal.advance(acme, day(1), due)))
      assert.equal(moved.filter(Boolean).length, 1)
      const queued = await journal.dispatches({ open: true })
      assert.deepEqual(
        queued.map(({ interval: of, status, origin }) => [of, status, origin]),
        [
          [interval(2), 'waiting', 'schedule'],
          [interval(1), 'waiting', 'schedule'],
        ],
      )
      assert.deepEqual((await journal.schedules())[0]?.covered, day(3))
    },
  },
  {
    name: 'time that is left out is in the log',
    async check(journal) {
      await journal.begin(acme, day(1))
      const skipped = { start: day(1), end: day(4) }
      await journal.advance(acme, day(1), { runs: [interval(4)], skipped, covered: day(5) })
      const [event] = await journal.events({ limit: 10 })
      assert.equal(event?.kind, 'skipped')
      assert.deepEqual(event.data, { start: day(1).toISOString(), end: day(4).toISOString() })
    },
  },
  {
    name: 'a pause is kept with who and why until it is taken back, and what waits is not claimed meanwhile',
    async check(journal) {
      await queue(journal, [1])
      assert.equal(await journal.unpause(acme, ann), false)
      assert.equal(await journal.pause(acme, ann), true)
      assert.equal(await journal.pause(acme, { who: 'bob', why: 'me too' }), false)
      const { at: _at, ...pause } = (await journal.pauses())[0] ?? {}
      assert.deepEqual(pause, { ...acme, ...ann })
      assert.deepEqual(await claim(journal), [])
      assert.equal(await journal.unpause(acme, { who: 'bob', why: 'done' }), true)
      assert.deepEqual(await journal.pauses(), [])
      assert.equal((await claim(journal)).length, 1)
      assert.deepEqual(
        (await journal.events({ deployment: 'acme', limit: 10 })).map(({ kind, who, why }) => [
          kind,
          who,
          why,
        ]),
        [
          ['unpaused', 'bob', 'done'],
          ['paused', 'ann', 'because'],
        ],
      )
      assert.deepEqual(await journal.events({ deployment: 'bolt', limit: 10 }), [])
    },
  },
]

const dispatches: readonly ContractCase<ScheduleJournal>[] = [
  {
    name: 'what waits is claimed once, however many claim',
    async check(journal) {
      await queue(journal, [1, 2, 3])
      const claimed = await Promise.all(['o1', 'o2', 'o3', 'o4'].map(by => claim(journal, by)))
      assert.deepEqual(
        claimed
          .flat()
          .map(({ interval: { start } }) => start.getUTCDate())
          .toSorted((a, b) => a - b),
        [1, 2, 3],
      )
      const [first] = claimed.flat()
      assert.equal(first?.status, 'running')
      assert.ok(first.owner && first.startedAt && first.heardAt)
    },
  },
  {
    name: 'who claims chooses, knowing what waits and what runs or has started lately',
    async check(journal) {
      await queue(journal, [1, 2, 3])
      await queue(journal, [1], bolt)
      const seen: (readonly [number, number])[] = []
      const oldest = ({
        waiting,
        started,
      }: Parameters<typeof all>[0] & { started?: readonly Dispatch[] }) => {
        seen.push([waiting.length, started?.length ?? 0])
        return waiting.slice(0, 1).map(({ id }) => id)
      }
      const [first] = await claim(journal, 'o1', oldest)
      assert.deepEqual(first?.interval, interval(1))
      await journal.finish(first.id, 'o1', { status: 'succeeded' })
      await claim(journal, 'o2', oldest)
      await journal.claim({ owner: owner('o3'), startedSince: new Date('2100-01-01'), choose: oldest })
      assert.deepEqual(seen, [
        [4, 0],
        [3, 1],
        [2, 1],
      ])
    },
  },
  {
    name: 'a long queue of one schedule does not hide those of others',
    async check(journal) {
      await queue(
        journal,
        Array.from({ length: 28 }, (_, i) => i + 1),
      )
      await queue(journal, [30], bolt)
      await claim(journal, 'o1', ({ waiting }) => {
        const count = (name: string) => waiting.filter(({ deployment }) => deployment === name).length
        assert.ok(count('acme') < 28 && count('acme') > 3)
        assert.equal(count('bolt'), 1)
        return []
      })
    },
  },
  {
    name: 'a claimed run is ended by its owner, once, with what became of it',
    async check(journal) {
      await queue(journal, [1])
      const [claimed] = await claim(journal)
      assert.ok(claimed)
      const error = { name: 'E', code: 'e', message: 'm', retry: 'never' } as const
      const end = { status: 'failed', run: 'run-1', error } as const
      assert.equal(await journal.finish(claimed.id, 'o2', end), false)
      assert.equal(await journal.finish(claimed.id, 'o1', end), true)
      assert.equal(await journal.finish(claimed.id, 'o1', end), false)
      const [ended] = await journal.dispatches({ ...acme, end: day(2) })
      assert.deepEqual([ended?.status, ended?.run, ended?.error], ['failed', 'run-1', error])
      assert.ok(ended?.finishedAt)
      assert.equal(ended.owner, undefined)
      assert.deepEqual(await journal.dispatches({ open: true }), [])
    },
  },
  {
    name: 'the claim of a dead owner is released and claimed by another; the dead one can end nothing',
    async check(journal) {
      await queue(journal, [1])
      const [claimed] = await claim(journal)
      assert.ok(claimed?.heardAt)
      await journal.beat('o1')
      const [beaten] = await journal.dispatches({ open: true })
      assert.ok(beaten?.heardAt && beaten.heardAt > claimed.heardAt)
      assert.equal(await journal.release(claimed.id, 'o2'), false)
      assert.equal(await journal.release(claimed.id, 'o1'), true)
      assert.equal(await journal.release(claimed.id, 'o1'), false)
      assert.equal((await claim(journal, 'o2')).length, 1)
      assert.equal(await journal.finish(claimed.id, 'o1', { status: 'failed' }), false)
      assert.equal(await journal.finish(claimed.id, 'o2', { status: 'succeeded' }), true)
    },
  },
  {
    name: 'an alert about a deadline is remembered once',
    async check(journal) {
      await queue(journal, [1])
      const [claimed] = await claim(journal)
      assert.ok(claimed)
      assert.equal(await journal.noteDeadline(claimed.id, 'near'), true)
      assert.equal(await journal.noteDeadline(claimed.id, 'near'), false)
      assert.equal(await journal.noteDeadline(claimed.id, 'missed'), true)
      assert.equal((await journal.dispatches({ open: true }))[0]?.deadline, 'missed')
    },
  },
]

const backfills: readonly ContractCase<ScheduleJournal>[] = [
  {
    name: 'a backfill queues its runs beside those of the schedule, and ends with the last of them',
    async check(journal) {
      await queue(journal, [1])
      await journal.openBackfill(backfill('b1', [1, 2]))
      const claimed = await claim(journal)
      assert.deepEqual(claimed.map(({ origin, fresh }) => `${origin} ${fresh}`).toSorted(), [
        'b1 true',
        'b1 true',
        'schedule false',
      ])
      const mine = claimed.filter(({ origin }) => origin === 'b1')
      for (const { id } of mine) {
        assert.equal((await journal.backfills())[0]?.status, 'running')
        await journal.finish(id, 'o1', { status: 'succeeded' })
      }
      const [found] = await journal.backfills()
      const { createdAt: _c, finishedAt, ...facts } = found ?? {}
      const { runs: _runs, ...expected } = backfill('b1', [])
      assert.deepEqual(facts, { ...expected, status: 'finished' })
      assert.ok(finishedAt)
      assert.equal((await journal.dispatches({ origin: 'b1' })).length, 2)
    },
  },
  {
    name: 'a backfill without runs has ended at once',
    async check(journal) {
      await journal.openBackfill(backfill('b1', []))
      assert.equal((await journal.backfills())[0]?.status, 'finished')
    },
  },
  {
    name: 'a backfill is paused, goes on and is cancelled, each with who and why; what runs may end',
    async check(journal) {
      await journal.openBackfill(backfill('b1', [1, 2, 3]))
      const first = ({ waiting }: { readonly waiting: readonly Dispatch[] }) => all({ waiting }).slice(0, 1)
      const [running] = await claim(journal, 'o1', first)
      assert.ok(running)
      assert.equal(await journal.changeBackfill('b1', ['running'], 'paused', ann), true)
      assert.equal(await journal.changeBackfill('b1', ['running'], 'paused', ann), false)
      assert.deepEqual(await claim(journal), [])
      assert.equal(await journal.changeBackfill('b1', ['paused'], 'running', ann), true)
      assert.equal((await claim(journal, 'o2', first)).length, 1)
      assert.equal(await journal.changeBackfill('b1', ['running', 'paused'], 'cancelled', ann), true)
      assert.deepEqual((await journal.dispatches({ origin: 'b1' })).map(({ status }) => status).toSorted(), [
        'cancelled',
        'running',
        'running',
      ])
      assert.equal(await journal.finish(running.id, 'o1', { status: 'succeeded' }), true)
      assert.equal((await journal.backfills())[0]?.status, 'cancelled')
      assert.deepEqual(
        (await journal.events({ limit: 9 })).map(({ kind, backfill: of }) => [kind, of]),
        [
          ['backfill-cancelled', 'b1'],
          ['backfill-continued', 'b1'],
          ['backfill-paused', 'b1'],
          ['backfill-started', 'b1'],
        ],
      )
      assert.equal(await journal.changeBackfill('other', ['running'], 'paused', ann), false)
    },
  },
]

/** What every {@link ScheduleJournal} must do, given an empty one whose clock moves on at every look. */
export const scheduleJournalContract: readonly ContractCase<ScheduleJournal>[] = [
  ...schedules,
  ...dispatches,
  ...backfills,
]
