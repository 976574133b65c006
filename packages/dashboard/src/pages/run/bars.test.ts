import type { RunStep } from '@sluice/server'
import { expect, test } from 'vitest'
import { barsOf, ticksOf, tickText } from './bars.ts'

const start = Date.parse('2026-03-16T05:00:00Z')
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString()
const base = { position: 0, needs: [], attempts: 1, inputs: [], checks: [], metrics: [] }
const can = { skip: false, fail: false, rerun: false }
const done: RunStep = {
  ...base,
  can,
  name: 'a',
  status: 'succeeded',
  startedAt: at(0),
  finishedAt: at(4),
  seconds: 4,
}
const runs: RunStep = { ...base, can, name: 'b', status: 'running', startedAt: at(4), seconds: 0 }
const waits: RunStep = { ...base, can, name: 'c', status: 'waiting', seconds: 0 }

test('bars share the time of the run; what runs grows until now, what waits has none', () => {
  const { bars, seconds } = barsOf([done, runs, waits], start + 8000)
  expect(seconds).toBe(8)
  expect(bars.map(({ left, width }) => [left, width])).toEqual([
    [0, 0.5],
    [0.5, 0.5],
    [0, 0],
  ])
  expect(barsOf([waits], start).seconds).toBe(0)
})

test.each([
  [8, [0, 2, 4, 6, 8]],
  [3.2, [0, 1, 2, 3]],
  [0, [0]],
])('%s seconds are marked at %j', (seconds, ticks) => expect(ticksOf(seconds)).toEqual(ticks))

test.each([
  [0.3, ['0', '100 ms', '200 ms', '300 ms']],
  [0.002, ['0', '0.5 ms', '1 ms', '1.5 ms', '2 ms']],
  [1.1, ['0', '0.5 s', '1.0 s']],
])('on an axis of %s seconds the marks are %j', (seconds, texts) =>
  expect(ticksOf(seconds).map(tick => tickText(tick, seconds).replace('\u00A0', ' '))).toEqual(texts),
)
