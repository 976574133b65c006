import { call, column, compileJs, literal, lookup, type ColumnData } from '@sluice/expr'
import { expect, test } from 'vitest'
import { scorersOn } from './scorers-on.ts'

const x = column('x', 'number')
const outputs = {
  margin: call(
    'add',
    call('multiply', x, literal(2)),
    lookup({
      input: column('city', 'text'),
      type: 'number',
      keys: ['Köln', 'Zürich'],
      values: [10, 20],
      missing: -1,
      unknown: 0,
    }),
  ),
  decision: call('greater', x, literal(3)),
}

function chunk(from: number, rows = 100): Readonly<Record<string, ColumnData>> {
  return {
    x: {
      type: 'number',
      values: Float64Array.from({ length: rows }, (_, i) => (i % 7 === 0 ? Number.NaN : from + i)),
    },
    city: {
      type: 'text',
      values: Array.from({ length: rows }, (_, i) => ['Köln', null, 'Zürich', 'Ulm'][i % 4] ?? null),
    },
    other: { type: 'boolean', values: new Uint8Array(rows) },
  }
}

/** A clock to which scoring takes such a share of the time: every batch reads it when it begins and when it is done. */
function clockOf(share: number): () => number {
  let [time, calls] = [0, 0]
  return () => (time += calls++ % 2 === 0 ? 1 - share : share)
}

test.each([1, 2, 3])('on %i threads batches give what one thread gives, in order', async threads => {
  const scorer = scorersOn(threads, clockOf(1))(outputs)
  const expected = compileJs(outputs)
  const batches = Array.from({ length: 60 }, (_, i) => i)
  const scored = await Promise.all(batches.map(i => scorer.batch(chunk(i), 100)))
  scored.forEach((columns, i) => expect(columns).toEqual(expected.batch(chunk(i), 100)))
  await scorer.close()
})

test('a batch that lacks a column fails alone, wherever it is scored', async () => {
  const scorer = scorersOn(2, clockOf(1))(outputs)
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, (_, i) => {
      const { x, city } = chunk(i) as { x: ColumnData; city: ColumnData }
      return scorer.batch(i % 10 === 9 ? { city, x: { ...city } } : { x, city }, 100)
    }),
  )
  expect(results.map(({ status }) => status === 'rejected')).toEqual(results.map((_, i) => i % 10 === 9))
  const reasons = results.flatMap(result => (result.status === 'rejected' ? [String(result.reason)] : []))
  for (const reason of reasons) expect(reason).toContain('"x"')
  await scorer.close()
})

test('what was under way when a scorer is closed fails instead of hanging', async () => {
  const scorer = scorersOn(2, clockOf(1))(outputs)
  const pending = Array.from({ length: 200 }, (_, i) => scorer.batch(chunk(i, 20_000), 20_000))
  const settled = Promise.allSettled(pending)
  await scorer.close()
  expect((await settled).some(({ status }) => status === 'rejected')).toBe(true)
})

test.each([
  { share: 0.6, handedOver: false },
  { share: 0.7, handedOver: true },
])('scoring that takes $share of the time is handed over: $handedOver', async ({ share, handedOver }) => {
  const scorer = scorersOn(2, clockOf(share))(outputs)
  const batches = Array.from({ length: 80 }, (_, i) => chunk(i))
  for (const columns of batches) await scorer.batch(columns, 100)
  // Numbers that went to a thread are gone from here.
  const gone = batches.map(columns => columns['x']?.values.length === 0)
  expect(gone.slice(0, 32)).not.toContain(true)
  expect(gone.at(-1)).toBe(handedOver)
  await scorer.close()
})
