import { dueRuns, scheduleOf, type CatchUp, type DataInterval } from '@sluice/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cronTimetable } from './cron-timetable.ts'

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
]
const crons = ['30 2 * * *', '0 * * * *', '0 */6 * * *', '0 6 * * MON', '*/20 1-3 * * *', '0 0 1 * *']
/** Hours between two looks of a scheduler, from a minute to a month. */
const gaps = fc.array(fc.double({ min: 1 / 60, max: 720, noNaN: true }), { minLength: 1, maxLength: 12 })

test.each<CatchUp>(['all', 'latest', 'single'])(
  '"%s": in any zone and after any gap every instant is covered once, and runs end when something was due',
  catchUp => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.constantFrom(...crons), gaps, (timezone, cron, hours) => {
        const schedule = scheduleOf(cron, { timezone, catchUp }, 'acme')
        const timetable = cronTimetable({ ...schedule, deployment: 'acme' })
        const first = new Date('2018-02-10T12:34:56Z')
        let now = first
        let covered = first
        const pieces: DataInterval[] = []
        for (const gap of hours) {
          now = new Date(now.getTime() + gap * 3_600_000)
          const due = dueRuns(schedule, { timetable, covered, now, delayMs: 0, busy: false, most: 10_000 })
          if (due.skipped !== undefined) pieces.push(due.skipped)
          pieces.push(...due.runs)
          covered = due.covered
          expect(covered).toEqual(new Date(Math.max(first.getTime(), Number(timetable.atOrBefore(now)))))
        }
        expect(pieces.map(({ start }) => start)).toEqual(
          [first, ...pieces.map(({ end }) => end)].slice(0, -1),
        )
        for (const { end } of pieces) expect(timetable.atOrBefore(end)).toEqual(end)
        if (catchUp === 'all') {
          for (const { start, end } of pieces) expect(timetable.after(start)).toEqual(end)
        }
      }),
      { seed: 4, numRuns: 40 },
    )
  },
)
