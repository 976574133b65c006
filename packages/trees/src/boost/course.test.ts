import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { seeded } from '../testing/seeded.ts'
import { rowsOf } from '../testing/table.ts'
import { boost } from './boost.ts'
import type { CurvePoint } from './boosted.ts'

function noisy(rows: number, seed: number) {
  const random = seeded(seed)
  const x = Array.from({ length: rows }, () => Math.floor(random() * 50))
  const target = x.map(value => Number(random() < 0.3 + (value > 25 ? 0.3 : 0)))
  return rowsOf({ numbers: { x }, target })
}

const training = noisy(1000, 1)
const validation = { ...noisy(1000, 2), columns: noisy(1000, 2).columns }

test('early stopping keeps the trees up to the best round', async () => {
  const options = { objective: { kind: 'binary' }, earlyStopping: { rounds: 5 } } as const
  const { curve, bestIteration, forests, covers } = await boost(options, training, { validation })
  const least = Math.min(...curve.map(point => point.validation as number))
  expect(curve[bestIteration - 1]?.validation).toBe(least)
  expect(curve).toHaveLength(bestIteration + 5)
  expect(forests[0]?.roots).toHaveLength(bestIteration)
  expect(covers[0]?.leaves).toHaveLength(forests[0]?.leaves.length as number)
})

test('a loss that falls by less than minDelta does not count as better', async () => {
  const options = { objective: { kind: 'binary' }, earlyStopping: { rounds: 2, minDelta: 1 } } as const
  const { curve, bestIteration } = await boost(options, training, { validation })
  expect([curve.length, bestIteration]).toEqual([3, 1])
})

test('without early stopping the validation rows only show', async () => {
  const options = { objective: { kind: 'binary' }, rounds: 4 } as const
  const shown = await boost(options, training, { validation })
  const alone = await boost(options, training)
  expect(shown.forests).toEqual(alone.forests)
  expect(shown.curve.map(point => point.training)).toEqual(alone.curve.map(point => point.training))
})

test('progress comes round by round, with turns of the event loop between', async () => {
  const seen: CurvePoint[] = []
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  const progress = (point: CurvePoint) => void seen.push(point)
  const { curve } = await boost({ objective: { kind: 'binary' }, rounds: 60 }, training, { progress })
  clearInterval(timer)
  expect(seen).toEqual(curve)
  expect(turns).toBeGreaterThan(3)
})

test.each([1, 2])('on %i threads learning ends when it is cancelled', async threads => {
  const stop = new AbortController()
  let rounds = 0
  const context = {
    threads,
    signal: stop.signal,
    progress: () => void (++rounds === 3 && stop.abort(new Error('enough'))),
  }
  const learned = boost({ objective: { kind: 'binary' } }, noisy(20_000, 3), context)
  await expect(learned).rejects.toThrow('enough')
  expect(rounds).toBe(3)
  await setTimeout(1)
})

test.each([1, 2])('on %i threads learning ends within a round of several trees too', async threads => {
  const stop = new AbortController()
  const rows = noisy(20_000, 3)
  const several = { kind: 'multiclass', classes: 40 } as const
  let rounds = 0
  const context = { threads, signal: stop.signal, progress: () => void rounds++ }
  const learned = boost({ objective: several, leaves: 4 }, rows, context)
  setImmediate(() => setImmediate(() => setImmediate(() => stop.abort(new Error('enough')))))
  await expect(learned).rejects.toThrow('enough')
  expect(rounds).toBe(0)
})

test('what progress throws ends the threads too', async () => {
  const progress = () => {
    throw new Error('no more')
  }
  const learned = boost({ objective: { kind: 'binary' } }, noisy(20_000, 3), { threads: 2, progress })
  await expect(learned).rejects.toThrow('no more')
})
