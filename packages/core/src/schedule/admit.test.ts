import fc from 'fast-check'
import { expect, test } from 'vitest'
import { admit, type Limit, type StartedItem, type WaitingItem } from './admit.ts'

const now = new Date('2026-03-02T06:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

function waits(id: string, change: Partial<WaitingItem> = {}): WaitingItem {
  return { id, client: id.charAt(0), priority: 0, since: ago(1000), scopes: ['runs'], ...change }
}

function runs(client: string, change: Partial<StartedItem> = {}): StartedItem {
  return { client, scopes: ['runs'], startedAt: ago(1000), running: true, ...change }
}

test.each<[string, readonly WaitingItem[], readonly StartedItem[], Readonly<Record<string, Limit>>, string]>([
  ['without limits all start', [waits('a'), waits('b')], [], {}, 'a b'],
  ['so many at once', [waits('a'), waits('b'), waits('c')], [runs('d')], { runs: { atOnce: 2 } }, 'a'],
  ['nothing at a limit of 0', [waits('a')], [], { runs: { atOnce: 0 } }, ''],
  [
    'what has ended does not run',
    [waits('a')],
    [runs('d', { running: false })],
    { runs: { atOnce: 1 } },
    'a',
  ],
  ['greater priority first', [waits('a'), waits('b', { priority: 1 })], [], { runs: { atOnce: 1 } }, 'b'],
  [
    'who waits longest first',
    [waits('a'), waits('b', { since: ago(9000) })],
    [],
    { runs: { atOnce: 1 } },
    'b',
  ],
  ['in turn between clients', [waits('a1'), waits('a2'), waits('b1')], [], { runs: { atOnce: 2 } }, 'a1 b1'],
  ['who runs least first', [waits('a1'), waits('b1')], [runs('a')], { runs: { atOnce: 2 } }, 'b1'],
  [
    'whose last start is longest ago first',
    [waits('a1'), waits('b1')],
    [runs('a', { running: false }), runs('b', { running: false, startedAt: ago(5000) })],
    { runs: { atOnce: 1 } },
    'b1',
  ],
  [
    'what waits for a full resource keeps nobody waiting',
    [waits('a', { scopes: ['runs', 'warehouse'], priority: 9 }), waits('b')],
    [runs('c', { scopes: ['warehouse'] })],
    { runs: { atOnce: 1 }, warehouse: { atOnce: 1 } },
    'b',
  ],
  [
    'so many starts in a window, whether they still run or not',
    [waits('a'), waits('b')],
    [
      runs('c', { running: false, startedAt: ago(59_999) }),
      runs('d', { running: false, startedAt: ago(60_000) }),
    ],
    { runs: { starts: 2 } },
    'a',
  ],
])('%s', (_name, waiting, started, limits, expected) => {
  expect(admit({ waiting, started, limits, now }).admitted.join(' ')).toBe(expected)
})

test('who waits is told what for, and when a window opens', () => {
  const started = [runs('c', { startedAt: ago(20_000), running: false })]
  const limits = { quota: { starts: 1, perMs: 30_000 }, runs: { atOnce: 1 } }
  const waiting = [waits('a', { scopes: ['quota'] }), waits('b')]
  expect(admit({ waiting, started: started.map(s => ({ ...s, scopes: ['quota'] })), limits, now })).toEqual({
    admitted: ['b'],
    held: [{ id: 'a', scope: 'quota' }],
    wakeAt: new Date(now.getTime() + 10_000),
  })
  expect(admit({ waiting: [waits('b')], started: [runs('a')], limits, now }).wakeAt).toBeUndefined()
})

const scopes = ['runs', 'pipeline:p', 'pipeline:q', 'resource:w', 'singleton:s']
const someScopes = fc.subarray(scopes)
const item = fc.record({
  client: fc.constantFrom('a', 'b', 'c', 'd'),
  priority: fc.integer({ min: 0, max: 2 }),
  since: fc.integer({ min: 0, max: 100_000 }).map(ago),
  scopes: someScopes,
})
const started = fc.record({
  client: fc.constantFrom('a', 'b', 'c', 'd'),
  scopes: someScopes,
  startedAt: fc.integer({ min: 0, max: 100_000 }).map(ago),
  running: fc.boolean(),
})
const limit = fc.record(
  {
    atOnce: fc.integer({ min: 0, max: 4 }),
    starts: fc.integer({ min: 0, max: 4 }),
    perMs: fc.integer({ min: 1, max: 90_000 }),
  },
  { requiredKeys: [] },
)
const limits = fc.record(Object.fromEntries(scopes.map(name => [name, limit])), { requiredKeys: [] })
const queue = fc.record({
  waiting: fc.array(item, { maxLength: 30 }).map(all => all.map((one, i) => ({ ...one, id: `i${i}` }))),
  started: fc.array(started, { maxLength: 10 }),
  limits: limits as fc.Arbitrary<Readonly<Record<string, Limit>>>,
  now: fc.constant(now),
})

/** How many of a scope run, and how many starts its window holds. */
function usedOf(scope: string, all: readonly StartedItem[], { perMs = 60_000 }: Limit) {
  const mine = all.filter(one => one.scopes.includes(scope))
  return {
    atOnce: mine.filter(({ running }) => running).length,
    starts: mine.filter(({ startedAt }) => startedAt > ago(perMs)).length,
  }
}

test('no limit is passed, nobody waits without reason, and nobody gets lost', () => {
  fc.assert(
    fc.property(queue, given => {
      const { admitted, held } = admit(given)
      expect([...admitted, ...held.map(({ id }) => id)].toSorted()).toEqual(
        given.waiting.map(({ id }) => id).toSorted(),
      )
      const byId = new Map(given.waiting.map(one => [one.id, one]))
      const after = [
        ...given.started,
        ...admitted.map(id => ({ ...(byId.get(id) as WaitingItem), startedAt: now, running: true })),
      ]
      for (const [scope, most] of Object.entries(given.limits)) {
        const [before, used] = [usedOf(scope, given.started, most), usedOf(scope, after, most)]
        expect(used.atOnce).toBeLessThanOrEqual(Math.max(before.atOnce, most.atOnce ?? Infinity))
        expect(used.starts).toBeLessThanOrEqual(Math.max(before.starts, most.starts ?? Infinity))
      }
      for (const { id, scope } of held) {
        const most = given.limits[scope] ?? {}
        const used = usedOf(scope, after, most)
        expect(byId.get(id)?.scopes).toContain(scope)
        expect(used.atOnce >= (most.atOnce ?? Infinity) || used.starts >= (most.starts ?? Infinity)).toBe(
          true,
        )
      }
    }),
    { seed: 4, numRuns: 300 },
  )
})

test('the decision does not depend on the order in which things are listed', () => {
  fc.assert(
    fc.property(queue, given => {
      const reversed = { ...given, waiting: given.waiting.toReversed(), started: given.started.toReversed() }
      expect(admit(reversed).admitted).toEqual(admit(given).admitted)
    }),
    { seed: 4, numRuns: 200 },
  )
})

test('who goes before somebody of greater priority could not be kept back for it', () => {
  fc.assert(
    fc.property(queue, given => {
      const { admitted } = admit(given)
      const byId = new Map(given.waiting.map(one => [one.id, one]))
      // With only those of the greatest priority in the queue, the same of them start.
      const most = Math.max(...given.waiting.map(({ priority }) => priority))
      const alone = admit({ ...given, waiting: given.waiting.filter(({ priority }) => priority === most) })
      expect(admitted.filter(id => byId.get(id)?.priority === most)).toEqual(alone.admitted)
    }),
    { seed: 4, numRuns: 200 },
  )
})

test('a client with a long queue does not keep the others waiting: Jain index of starts at least 0.99', () => {
  const clients = Array.from({ length: 20 }, (_, i) => `client-${i}`)
  // The first client has queued a hundred times as much, and before all others.
  let waiting = clients.flatMap((client, c) =>
    Array.from({ length: c === 0 ? 1000 : 30 }, (_, i) => ({
      ...waits(`${client}-${i}`, { client, since: ago(c === 0 ? 10_000 : 1000) }),
    })),
  )
  let running: readonly (StartedItem & { readonly ends: number })[] = []
  const starts = new Map<string, number>()
  for (let turn = 0; turn < 60; turn++) {
    const at = new Date(now.getTime() + turn * 1000)
    running = running.map(one => ({ ...one, running: one.ends > turn }))
    const { admitted } = admit({ waiting, started: running, limits: { runs: { atOnce: 7 } }, now: at })
    const chosen = waiting.filter(({ id }) => admitted.includes(id))
    waiting = waiting.filter(({ id }) => !admitted.includes(id))
    for (const { client } of chosen) starts.set(client, (starts.get(client) ?? 0) + 1)
    const length = (turn % 3) + 1
    running = [
      ...running.slice(-200),
      ...chosen.map(one => ({ ...one, startedAt: at, running: true, ends: turn + length })),
    ]
  }
  const counts = clients.map(client => starts.get(client) ?? 0)
  const sum = counts.reduce((a, b) => a + b, 0)
  expect(sum).toBeGreaterThan(150)
  const jain = sum ** 2 / (counts.length * counts.reduce((a, b) => a + b * b, 0))
  expect(jain).toBeGreaterThanOrEqual(0.99)
})

test('a queue of 2,000 is decided about in milliseconds', () => {
  const waiting = Array.from({ length: 2000 }, (_, i) => waits(`i${i}`, { client: `c${i % 1000}` }))
  const started = performance.now()
  expect(admit({ waiting, started: [], limits: { runs: { atOnce: 16 } }, now }).admitted).toHaveLength(16)
  expect(performance.now() - started).toBeLessThan(200)
})
