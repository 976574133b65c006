import { expect, test } from 'vitest'
import { backfillPlan, intervalsDue, type IntervalState, type Redo } from './backfill-plan.ts'
import { periodic } from './testing/periodic.ts'

const at = (text: string) => new Date(`${text}Z`)
const short = (date: Date) => date.toISOString().slice(5, 16)
const daily = periodic(86_400_000)

test.each<[string, string, number, readonly string[]]>([
  ['2026-03-02T00:00', '2026-03-04T00:00', 9, ['03-01T00:00 03-02T00:00', '03-02T00:00 03-03T00:00']],
  ['2026-03-02T00:01', '2026-03-03T00:01', 9, ['03-02T00:00 03-03T00:00']],
  ['2026-03-02T00:01', '2026-03-03T00:00', 9, []],
  ['2026-03-04T00:00', '2026-03-02T00:00', 9, []],
  ['2026-03-02T00:00', '2026-04-02T00:00', 1, ['03-01T00:00 03-02T00:00']],
])('due from %s until before %s, at most %d', (from, to, most, expected) => {
  const found = intervalsDue(daily, { from: at(from), to: at(to), most })
  expect(found.map(({ start, end }) => `${short(start)} ${short(end)}`)).toEqual(expected)
})

const interval = { start: at('2026-03-01T00:00'), end: at('2026-03-02T00:00') }
const state = (
  status?: 'succeeded' | 'unfinished' | 'running',
  ...changed: readonly string[]
): IntervalState => (status === undefined ? { interval } : { interval, run: { id: 'r', status, changed } })

test.each<[Redo, string, string, string, string]>([
  // redo, no run, unfinished, succeeded, succeeded and changed
  ['none', 'run', 'leave', 'leave', 'leave'],
  ['failed', 'run', 'continue', 'leave', 'leave'],
  ['changed', 'run', 'continue', 'leave', 'redo'],
  ['all', 'run', 'redo', 'redo', 'redo'],
])('redo %s: without a run %s, unfinished %s, succeeded %s, changed %s', (redo, ...expected) => {
  const states = [state(), state('unfinished'), state('succeeded'), state('succeeded', 'fit', 'scores')]
  expect(backfillPlan(states, redo).map(({ action }) => action)).toEqual(expected)
})

test.each<Redo>(['none', 'failed', 'changed', 'all'])('redo %s leaves what is running alone', redo => {
  expect(backfillPlan([state('running', 'fit')], redo)[0]).toMatchObject({
    action: 'leave',
    why: 'it is running',
  })
})

test('what changed is named', () => {
  expect(backfillPlan([state('succeeded', 'fit', 'scores')], 'changed')[0]?.why).toBe('changed: fit, scores')
})
