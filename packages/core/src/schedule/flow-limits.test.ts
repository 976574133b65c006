import { expect, test } from 'vitest'
import { limitsOf, longestWindowMs, scopesOf, type FlowLimits } from './flow-limits.ts'

const run = { pipeline: 'refresh', client: 'acme', resources: ['warehouse', 'meta'] }

test('a run counts against everything it belongs to', () => {
  expect(scopesOf(run)).toEqual([
    'runs',
    'pipeline:refresh',
    'client:acme',
    'resource:warehouse',
    'resource:meta',
  ])
  expect(
    scopesOf({ ...run, resources: [], singleton: 'refresh/acme', backfill: { id: 'b1', atOnce: 2 } }).slice(
      3,
    ),
  ).toEqual(['singleton:refresh/acme', 'backfill:b1'])
})

test.each<[FlowLimits, object]>([
  [{}, { runs: { atOnce: 16 } }],
  [{ runs: 4 }, { runs: { atOnce: 4 } }],
  [{ runs: { starts: 3, perMs: 1000 } }, { runs: { starts: 3, perMs: 1000 } }],
  [{ perClient: 2 }, { runs: { atOnce: 16 }, 'client:acme': { atOnce: 2 } }],
  [
    { perClient: 2, clients: { acme: 5 } },
    { runs: { atOnce: 16 }, 'client:acme': { atOnce: 5 } },
  ],
  [{ pipelines: { refresh: 1, other: 9 } }, { runs: { atOnce: 16 }, 'pipeline:refresh': { atOnce: 1 } }],
  [{ resources: { meta: { starts: 9 } } }, { runs: { atOnce: 16 }, 'resource:meta': { starts: 9 } }],
])('%o limits the scopes of what runs', (limits, expected) => {
  expect(limitsOf(limits, [run])).toEqual(expected)
})

test('singletons and backfills bring their own limits', () => {
  const runs = [
    { ...run, singleton: 's' },
    { ...run, backfill: { id: 'b', atOnce: 3 } },
  ]
  expect(limitsOf({}, runs)).toEqual({
    runs: { atOnce: 16 },
    'singleton:s': { atOnce: 1 },
    'backfill:b': { atOnce: 3 },
  })
})

test.each<[FlowLimits, number]>([
  [{}, 0],
  [{ runs: 4, resources: { meta: { atOnce: 3, perMs: 9000 } } }, 0],
  [{ perClient: { starts: 1 }, resources: { meta: { starts: 3, perMs: 9000 } } }, 60_000],
])('%o looks back %d ms', (limits, expected) => {
  expect(longestWindowMs(limits)).toBe(expected)
})
