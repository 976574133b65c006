import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueRuns, firstCovered, nextStart, type DueContext } from './due-runs.ts'
import { scheduleOf, type CatchUp, type ScheduleOptions } from './schedule.ts'
import { periodic } from './testing/periodic.ts'

const day = 86_400_000
const daily = periodic(day)
const at = (text: string) => new Date(`${text}Z`)
const short = (date: Date) => date.toISOString().slice(0, 16)

function decide(options: ScheduleOptions, change: Partial<DueContext>) {
  const context = { timetable: daily, now: at('2026-03-09T06:00'), delayMs: 0, busy: false, most: 100 }
  const covered = at('2026-03-02T00:00')
  const {
    runs,
    skipped,
    covered: after,
  } = dueRuns(scheduleOf('0 0 * * *', options, 'acme'), {
    ...context,
    covered,
    ...change,
  })
  return {
    runs: runs.map(({ start, end }) => `${short(start)} ${short(end)}`),
    skipped: skipped && `${short(skipped.start)} ${short(skipped.end)}`,
    covered: short(after),
  }
}

const week = ['02', '03', '04', '05', '06', '07', '08'].map(
  (d, i) => `2026-03-${d}T00:00 2026-03-0${i + 3}T00:00`,
)

test.each<[CatchUp, readonly string[], string | undefined]>([
  ['all', week, undefined],
  ['latest', ['2026-03-08T00:00 2026-03-09T00:00'], '2026-03-02T00:00 2026-03-08T00:00'],
  ['single', ['2026-03-02T00:00 2026-03-09T00:00'], undefined],
])('a scheduler that was off for a week does what "%s" says', (catchUp, runs, skipped) => {
  expect(decide({ catchUp }, {})).toEqual({ runs, skipped, covered: '2026-03-09T00:00' })
})

test.each<CatchUp>(['all', 'latest', 'single'])(
  '"%s": nothing missed is one run of one interval',
  catchUp => {
    const covered = at('2026-03-08T00:00')
    expect(decide({ catchUp }, { covered })).toEqual({
      runs: ['2026-03-08T00:00 2026-03-09T00:00'],
      skipped: undefined,
      covered: '2026-03-09T00:00',
    })
  },
)

test.each<[string, ScheduleOptions, Partial<DueContext>]>([
  ['what is not due yet', {}, { covered: at('2026-03-09T00:00') }],
  ['the same time again after clocks were set back', {}, { covered: at('2026-03-12T00:00') }],
  ['a paused schedule', { paused: true }, {}],
  ['the newest interval while an earlier one runs', { catchUp: 'latest' }, { busy: true }],
  ['the gap while an earlier run goes on', { catchUp: 'single' }, { busy: true }],
  [
    'an interval before its delay has passed',
    {},
    { covered: at('2026-03-08T00:00'), delayMs: 7 * 3_600_000 },
  ],
  ['a schedule that begins later', { start: '2026-04-01' }, {}],
  ['a schedule that has ended', { end: '2026-03-02T12:00:00Z' }, {}],
])('%s is not run', (_name, options, change) => {
  expect(decide(options, change).runs).toEqual([])
})

test('all missed intervals are due also while an earlier one runs, so many at a time', () => {
  expect(decide({ catchUp: 'all' }, { busy: true, most: 3 })).toEqual({
    runs: week.slice(0, 3),
    skipped: undefined,
    covered: '2026-03-05T00:00',
  })
})

test('the first interval begins at the start, and nothing before it is read', () => {
  expect(decide({ catchUp: 'all', start: '2026-03-07T18:00:00Z' }, {}).runs).toEqual([
    '2026-03-07T18:00 2026-03-08T00:00',
    '2026-03-08T00:00 2026-03-09T00:00',
  ])
})

test('nothing is due after the end', () => {
  const { runs, covered } = decide({ catchUp: 'all', end: '2026-03-04' }, {})
  expect([runs, covered]).toEqual([week.slice(0, 2), '2026-03-04T00:00'])
})

test.each<[ScheduleOptions, string]>([
  [{}, '2026-03-05T00:00'],
  [{ start: '2026-01-01' }, '2026-01-01T00:00'],
  [{ start: '2026-04-01' }, '2026-04-01T00:00'],
])('a schedule %o that is seen for the first time begins at %s', (options, expected) => {
  const schedule = scheduleOf('0 0 * * *', options, 'acme')
  expect(short(firstCovered(schedule, daily, at('2026-03-05T10:00')))).toBe(expected)
})

test.each<[ScheduleOptions, string | undefined]>([
  [{}, '2026-03-03T00:01'],
  [{ start: '2026-03-10' }, '2026-03-11T00:01'],
  [{ end: '2026-03-02T12:00:00Z' }, undefined],
])('the next start of %o is %s', (options, expected) => {
  const schedule = scheduleOf('0 0 * * *', options, 'acme')
  const next = nextStart(schedule, { timetable: daily, covered: at('2026-03-02T00:00'), delayMs: 60_000 })
  expect(next && short(next)).toBe(expected)
})

/** A scheduler that looks now and then, is busy now and then, and whose schedule changes now and then. */
const look = fc.record({
  afterMs: fc.integer({ min: 1, max: 20 * day }),
  busy: fc.boolean(),
  most: fc.integer({ min: 1, max: 5 }),
  periodMs: fc.constantFrom(day, 7 * day, 3_600_000 * 5, 1_700_000),
})

test.each<CatchUp>(['all', 'latest', 'single'])(
  '"%s": whenever one looks, every instant is covered exactly once, and all but the newest are over',
  catchUp => {
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 20 }), looks => {
        const schedule = scheduleOf('0 0 * * *', { catchUp }, 'acme')
        const first = at('2026-03-02T00:00')
        let covered = first
        let now = first
        const pieces = []
        for (const { afterMs, busy, most, periodMs } of looks) {
          now = new Date(now.getTime() + afterMs)
          const timetable = periodic(periodMs)
          const due = dueRuns(schedule, { timetable, covered, now, delayMs: 0, busy, most })
          pieces.push(...(due.skipped === undefined ? [] : [due.skipped]), ...due.runs)
          expect(due.runs.length).toBeLessThanOrEqual(catchUp === 'all' ? most : 1)
          if (catchUp !== 'latest') expect(due.skipped).toBeUndefined()
          covered = due.covered
        }
        let edge = first
        for (const { start, end } of pieces) {
          expect(start).toEqual(edge)
          expect(end > start && end <= now).toBe(true)
          edge = end
        }
        expect(edge).toEqual(covered)
      }),
      { seed: 4 },
    )
  },
)
