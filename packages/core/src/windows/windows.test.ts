import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { featureViews, type FeatureViews } from '../scoring/source-view.ts'
import { table } from '../scoring/source-table.ts'
import { identifier } from '../sql/sql.ts'
import type { SqlFragment } from '../sql/fragment.ts'
import type { Source } from '../sources/source.ts'
import { MemorySession } from '../testing/memory-session.ts'
import { asOfDate } from '../time/as-of.ts'
import { attributes } from './attributes.ts'
import { joined } from './joined.ts'
import type { FeaturesOf } from './keyed-features.ts'
import { bruteForce, type ShopEvent } from './testing/brute-force.ts'
import { windows } from './windows.ts'

const lookbackDays = 90
const today = new Date('2026-03-02T00:00:00Z')
const dayMs = 86_400_000

// Names as clients have them.
const sources = () => ({
  events: table({} as Source, {
    columns: {
      'Kunden-"Nr"': 'text?',
      zeitpunkt: 'timestamp',
      geladen: 'timestamp',
      'art 🛒': 'text',
      category: 'text?',
      'betrag_€': 'number?',
      neu: 'boolean?',
    },
    time: 'zeitpunkt',
    knownAt: 'geladen',
    lookbackDays,
  }),
  mails: table({} as Source, {
    columns: { recipient: 'text', sent: 'timestamp', opened: 'boolean' },
    time: 'sent',
    lookbackDays,
  }),
  profiles: table({} as Source, {
    columns: { id: 'text', tier: 'text?', since: 'timestamp?' },
    key: ['id'],
  }),
})
type Views = FeatureViews<ReturnType<typeof sources>>

const shop = ({ events }: Views) =>
  windows(events, 'Kunden-"Nr"', (e, c) => {
    const bought = c['art 🛒'].equals('purchase')
    const amount = c['betrag_€']
    return {
      events: e.count(),
      orders: e.count({ days: [7, 28, 90], where: bought }),
      spend: e.sum(amount, { days: [28, 90], where: bought }),
      net: e.sum(amount.minus(1).times(2), { days: 28 }),
      basket: e.mean(amount, { days: 90 }),
      least: e.smallest(amount, { days: [28] }),
      most: e.largest(amount, { days: [28] }),
      deviation: e.deviation(amount),
      bought: e.share(bought, { days: [28] }),
      novel: e.share(c.neu),
      categories: e.distinct(c.category, { days: [7, 90] }),
      favourite: e.mostFrequent(c.category, { days: [28] }),
      usual: e.mostFrequent(amount),
      last_category: e.latest(c.category),
      first_category: e.earliest(c.category, { days: 28 }),
      recency: e.daysSinceLast(),
      bought_since: e.daysSinceLast({ where: bought }),
      tenure: e.daysSinceFirst(),
      gap: e.meanGap({ where: bought }),
      trend: e.ratio(e.count({ days: 28 }), e.count({ days: 28, ago: 28 })),
    }
  })

let session: MemorySession
beforeAll(async () => {
  session = await MemorySession.open()
})
afterAll(() => session.close())

interface World {
  readonly events: readonly ShopEvent[]
  readonly mails?: readonly { readonly recipient: string; readonly sent: number; readonly opened: boolean }[]
  readonly profiles?: readonly { readonly id: string; readonly tier?: string | null }[]
}

async function rowsAt<F>(
  { events, mails = [], profiles = [] }: World,
  asOf: Date,
  features: (views: Views) => SqlFragment<F>,
) {
  const micros = (ms: number) => ms * 1000
  const rows = {
    events: events.map(event => ({
      'Kunden-"Nr"': event.key,
      zeitpunkt: micros(event.at),
      geladen: micros(event.known),
      'art 🛒': event.kind,
      category: event.category,
      'betrag_€': event.amount,
      neu: event.fresh,
    })),
    mails: mails.map(mail => ({ ...mail, sent: micros(mail.sent) })),
    profiles: profiles.map(profile => ({ ...profile, since: micros(today.getTime() - 10 * dayMs) })),
  }
  const declared = sources()
  for (const name of ['events', 'mails', 'profiles'] as const) {
    const types = declared[name].schema.columns.map(column => [column.name, column.type] as const)
    await session.table(`t_${name}`, Object.fromEntries(types), rows[name])
  }
  const views = featureViews(declared, name => identifier(`t_${name}`), asOfDate(asOf))
  return session.rows(features(views))
}

const event = (key: string | null, days: number, changes: Partial<ShopEvent> = {}): ShopEvent => {
  const at = today.getTime() - days * dayMs
  return { key, at, known: at, kind: 'view', category: null, amount: null, fresh: null, ...changes }
}

const times = fc.oneof(
  // Days exactly, so that events lie on the borders of windows and at the same instants.
  fc.integer({ min: -3, max: 95 }),
  fc.constantFrom(7, 28, 56, 90, 0),
  fc.integer({ min: -30, max: 950 }).map(tenth => tenth / 10),
)
const generated: fc.Arbitrary<ShopEvent> = fc
  .record({
    key: fc.constantFrom('a', 'b', 'ü', "o'k", null),
    days: times,
    late: fc.constantFrom(0, 0, 0, 5),
    kind: fc.constantFrom('view', 'purchase'),
    category: fc.constantFrom('Schuhe', 'shoes', 'Ärmel', '😀', '\uffee', null),
    amount: fc.oneof(
      fc.constantFrom(null, 0, -0, 19.99, -5, 0.1),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    ),
    fresh: fc.constantFrom(true, false, null),
  })
  .map(({ key, days, late, ...rest }) => {
    const { at } = event(key, days)
    return event(key, days, { ...rest, known: at + late * dayMs })
  })

/** The sign of a zero depends on the order of summing, and the formulas do not tell zeros apart. */
const byKey = (rows: Iterable<Readonly<Record<string, unknown>>>) =>
  new Map(
    Array.from(rows, row => [
      row['Kunden-"Nr"'],
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === 0 ? 0 : value])),
    ]),
  )

test('features equal those computed event by event, today and at past dates', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(generated, { maxLength: 80, size: 'max' }), async events => {
      for (const back of [0, 7, 28]) {
        const asOf = new Date(today.getTime() - back * dayMs)
        const rows = await rowsAt({ events }, asOf, shop)
        const expected = bruteForce(events, asOf, lookbackDays)
        expect(byKey(rows)).toEqual(byKey(expected.values()))
      }
    }),
    { numRuns: 25 },
  )
})

describe('a window', () => {
  const counted = ({ events }: Views) =>
    windows(events, 'Kunden-"Nr"', e => ({
      n: e.count({ days: [7] }),
      before: e.count({ days: 7, ago: 7 }),
    }))

  test.each([
    ['begins at its first instant', 7, { n_7d: 1, before: 0 }],
    ['does not have what is a millisecond older', 7 + 1 / dayMs, { n_7d: 0, before: 1 }],
    ['has the last millisecond', 1 / dayMs, { n_7d: 1, before: 0 }],
    ['that ends earlier begins at its first instant', 14, { n_7d: 0, before: 1 }],
  ])('%s', async (_name, days, expected) => {
    expect(await rowsAt({ events: [event('a', days)] }, today, counted)).toMatchObject([expected])
  })

  test('does not have what happens at asOf, nor what is known later', async () => {
    const at = today.getTime() - dayMs
    const events = [event('a', 0), event('b', 1, { known: at + 2 * dayMs })]
    expect(await rowsAt({ events }, today, counted)).toEqual([])
  })
})

test.each<[string, readonly number[], number]>([
  ['in cents', [0.1, 0.2, 0.3, 19.99, -0.6], 19.99],
  ['that cancel', [1e12, 0.1, -1e12, 0.1], 0.2],
  ['of enormous numbers', [1e300, 1, -1e300, 1e300], 1e300],
  ['of infinities', [Infinity, 1], Infinity],
])('a sum %s does not depend on the order of events', async (_name, amounts, total) => {
  const sums = async (list: readonly number[]) => {
    const events = list.map((amount, i) => event('a', i + 1, { amount }))
    const sum = ({ events: view }: Views) =>
      windows(view, 'Kunden-"Nr"', (e, c) => ({ sum: e.sum(c['betrag_€']) }))
    return (await rowsAt({ events }, today, sum)).map(row => row.sum)
  }
  const [forward] = await sums(amounts)
  const [backward] = await sums(amounts.toReversed())
  expect(forward).toBe(backward)
  expect(forward).toBeCloseTo(total, 12)
})

test('an infinite or enormous amount leaves a deviation missing and stops nothing', async () => {
  const events = [Infinity, 1, 2, 1e300].map(amount => event('a', 1, { amount }))
  const spread = ({ events: view }: Views) =>
    windows(view, 'Kunden-"Nr"', (e, c) => ({ deviation: e.deviation(c['betrag_€']) }))
  expect(await rowsAt({ events }, today, spread)).toMatchObject([{ deviation: null }])
})

test('values in conditions are values, whatever they look like', async () => {
  const hostile = "x'); DROP TABLE t_events; --"
  const events = [event('a', 1, { kind: hostile }), event('a', 1, { kind: 'x' })]
  const counted = ({ events: view }: Views) =>
    windows(view, 'Kunden-"Nr"', (e, c) => ({ n: e.count({ where: c['art 🛒'].equals(hostile) }) }))
  expect(await rowsAt({ events }, today, counted)).toMatchObject([{ n: 1 }])
})

describe('joined features', () => {
  const parts = ({ events, mails, profiles }: Views) =>
    [
      attributes(profiles, 'id', (c, asOf) => ({ tier: c.tier, tenure: c.since.daysUntil(asOf) })),
      windows(events, 'Kunden-"Nr"', (e, c) => ({
        orders: e.count({ days: [28] }),
        spend: e.sum(c['betrag_€']),
        recency: e.daysSinceLast(),
      })),
      windows(mails, 'recipient', (e, c) => ({
        opened: e.count({ where: c.opened }),
        open_rate: e.share(c.opened),
      })),
    ] as const
  const world: World = {
    events: [event('a', 1, { amount: 5 }), event('b', 2, { amount: 7 }), event(null, 3)],
    mails: [{ recipient: 'c', sent: today.getTime() - dayMs, opened: true }],
    profiles: [{ id: 'a', tier: 'gold' }, { id: 'd' }],
  }
  const none = { orders_28d: 0, spend: 0, recency: null }
  const silent = { opened: 0, open_rate: null }

  test('have the keys of the first part, with what a key without events has', async () => {
    const rows = await rowsAt(world, today, views => joined(parts(views)))
    expect(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: 'a', tier: 'gold', tenure: 10, orders_28d: 1, spend: 5, recency: 1, ...silent },
      { id: 'd', tier: null, tenure: 10, ...none, ...silent },
    ])
  })

  test('may have the keys of any part, each once', async () => {
    const rows = await rowsAt(world, today, views => joined(parts(views), { keys: 'any' }))
    expect(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: 'a', tier: 'gold', tenure: 10, orders_28d: 1, spend: 5, recency: 1, ...silent },
      { id: 'b', tier: null, tenure: null, orders_28d: 1, spend: 7, recency: 2, ...silent },
      { id: 'c', tier: null, tenure: null, ...none, opened: 1, open_rate: 1 },
      { id: 'd', tier: null, tenure: 10, ...none, ...silent },
    ])
  })

  test('of empty sources have no rows, or those of profiles', async () => {
    const empty = { events: [], mails: [], profiles: [] }
    expect(await rowsAt(empty, today, shop)).toEqual([])
    expect(await rowsAt(empty, today, views => joined(parts(views), { keys: 'any' }))).toEqual([])
    const rows = await rowsAt({ ...empty, profiles: [{ id: 'x' }] }, today, views => joined(parts(views)))
    expect(rows).toEqual([{ id: 'x', tier: null, tenure: 10, ...none, ...silent }])
  })

  test('of one part are that part', async () => {
    const rows = await rowsAt(world, today, ({ mails }) =>
      joined([windows(mails, 'recipient', e => ({ n: e.count() }))]),
    )
    expect(rows).toEqual([{ recipient: 'c', n: 1 }])
  })
})

test('the type of a row has every column with its name, its type and whether it may be missing', () => {
  type Row = FeaturesOf<typeof shop>
  expectTypeOf<
    Pick<Row, 'Kunden-"Nr"' | 'orders_28d' | 'basket' | 'favourite_28d' | 'usual'>
  >().toEqualTypeOf<{
    readonly 'Kunden-"Nr"': string
    readonly orders_28d: number
    readonly basket: number | null
    readonly favourite_28d: string | null
    readonly usual: number | null
  }>()
  expectTypeOf<Row>().not.toHaveProperty('orders')
  expectTypeOf<Row>().not.toHaveProperty('basket_90d')
  const both = ({ events, mails, profiles }: Views) =>
    joined([
      windows(mails, 'recipient', (e, c) => ({ opened: e.latest(c.opened, { days: [7] }) })),
      attributes(profiles, 'id', c => ({ since: c.since, tier: c.tier.orElse('none') })),
      windows(events, 'Kunden-"Nr"', e => ({ n: e.count() })),
    ])
  expectTypeOf<FeaturesOf<typeof both>>().toMatchObjectType<{
    readonly recipient: string
    readonly opened_7d: boolean | null
    readonly since: Date | null
    readonly tier: string | null
    readonly n: number
  }>()
})

describe('is refused with a reason:', () => {
  const views = featureViews(sources(), identifier, asOfDate(today))
  const { events, profiles } = views
  const key = 'Kunden-"Nr"' as const
  test.each<[string, () => unknown, RegExp]>([
    [
      'a window longer than the look-back',
      () => windows(events, key, e => ({ n: e.count({ days: [7, 120] }) })),
      /source "events": a window begins 120 days before asOf, but the source looks back 90/,
    ],
    [
      'an earlier window that begins before the look-back',
      () => windows(events, key, e => ({ n: e.count({ days: 60, ago: 40 }) })),
      /begins 100 days before asOf/,
    ],
    ['half a day', () => windows(events, key, e => ({ n: e.count({ days: 0.5 }) })), /days is 0.5/],
    ['no day', () => windows(events, key, e => ({ n: e.count({ days: [0] }) })), /days is 0, .* from 1/],
    ['a window of the future', () => windows(events, key, e => ({ n: e.count({ ago: -1 }) })), /ago is -1/],
    [
      'a window twice',
      () => windows(events, key, e => ({ n: e.count({ days: [7, 7] }) })),
      /two columns would be named "n_7d"/,
    ],
    [
      'names that differ in case only',
      () => windows(events, key, e => ({ n: e.count(), N: e.count() })),
      /two columns would be named "N"/,
    ],
    ['the name of the key', () => windows(events, key, e => ({ [key]: e.count() })), /two columns/],
    [
      'a ratio of lists of windows',
      () => windows(events, key, e => ({ r: e.ratio(e.count({ days: [7] }) as never, e.count()) })),
      /one window each/,
    ],
    [
      'a column that is not there',
      () =>
        windows(events, key, (e, c) => ({
          s: e.sum((c as never as Record<string, never>)['preis'] as never),
        })),
      /source "events": has no column "preis" \(it has Kunden-"Nr", zeitpunkt/,
    ],
    [
      'a text as a number',
      () => windows(events, key, (e, c) => ({ s: e.sum(c.category as never) })),
      /column "category" is text, but is used as number/,
    ],
    [
      'a text as a number inside an expression',
      () =>
        windows(events, key, (e, c) => ({
          s: e.count({ where: (c.category as never as (typeof c)['betrag_€']).moreThan(1) }),
        })),
      /column "category" is text, but is used as number/,
    ],
    ['a source without time', () => windows(profiles, 'id', e => ({ n: e.count() })), /no time column/],
    [
      'attributes of a table with several rows for a key',
      () => attributes(events, key, c => ({ category: c.category })),
      /declare `key: \['Kunden-"Nr"'\]`/,
    ],
    [
      'parts with a name in common',
      () => {
        const part = windows(events, key, e => ({ n: e.count() }))
        return joined([part, part])
      },
      /joined features: two columns would be named "n"/,
    ],
  ])('%s', (_name, declare, reason) => {
    expect(declare).toThrow(reason)
  })
})
