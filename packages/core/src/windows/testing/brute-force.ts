/** An event of the shop that window features are tested over; times in milliseconds. */
export interface ShopEvent {
  readonly key: string | null
  readonly at: number
  readonly known: number
  readonly kind: string
  readonly category: string | null
  readonly amount: number | null
  readonly fresh: boolean | null
}

const dayMs = 86_400_000
const keyName = 'Kunden-"Nr"'

/** The features of the shop by key, computed event by event. */
export function bruteForce(
  events: readonly ShopEvent[],
  asOf: Date,
  lookbackDays: number,
): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const now = asOf.getTime()
  const seen = events.filter(({ at, known }) => at < now && known < now && at >= now - lookbackDays * dayMs)
  const keys = [...new Set(seen.map(({ key }) => key))].filter(key => key !== null)
  return new Map(
    keys.map(key => [
      key,
      featuresOf(
        seen.filter(event => event.key === key),
        key,
        now,
      ),
    ]),
  )
}

function featuresOf(all: readonly ShopEvent[], key: string, now: number) {
  const last = (days: number, ago = 0) =>
    all.filter(({ at }) => at >= now - (days + ago) * dayMs && at < now - ago * dayMs)
  const bought = (list: readonly ShopEvent[]) => list.filter(({ kind }) => kind === 'purchase')
  const purchases = bought(all)
  return {
    [keyName]: key,
    events: all.length,
    orders_7d: bought(last(7)).length,
    orders_28d: bought(last(28)).length,
    orders_90d: bought(last(90)).length,
    spend_28d: near(sum(amounts(bought(last(28))))),
    spend_90d: near(sum(amounts(bought(last(90))))),
    net: near(sum(amounts(last(28)).map(amount => (amount - 1) * 2))),
    basket: near(mean(amounts(last(90)))),
    least_28d:
      amounts(last(28))
        .toSorted((a, b) => a - b)
        .at(0) ?? null,
    most_28d:
      amounts(last(28))
        .toSorted((a, b) => a - b)
        .at(-1) ?? null,
    deviation: near(deviation(amounts(all))),
    bought_28d: near(mean(last(28).map(({ kind }) => Number(kind === 'purchase')))),
    novel: near(mean(all.map(({ fresh }) => Number(fresh === true)))),
    categories_7d: new Set(categories(last(7))).size,
    categories_90d: new Set(categories(last(90))).size,
    favourite_28d: mostFrequent(categories(last(28)), byCodePoint),
    usual: mostFrequent(amounts(all), (a, b) => a - b),
    last_category: byTime(all).at(-1)?.category ?? null,
    first_category: byTime(last(28)).at(0)?.category ?? null,
    recency: daysUntil(now, all).at(-1) ?? null,
    bought_since: daysUntil(now, purchases).at(-1) ?? null,
    tenure: daysUntil(now, all).at(0) ?? null,
    gap: near(meanGap(purchases)),
    trend: last(28, 28).length === 0 ? null : near(last(28).length / last(28, 28).length),
  }
}

/** Equal but for rounding. */
function near(value: number | null): unknown {
  if (value === null || value === 0) return value
  return {
    asymmetricMatch: (other: unknown) =>
      typeof other === 'number' && Math.abs(other - value) <= 1e-7 * Math.max(1, Math.abs(value)),
    toString: () => `near ${value}`,
  }
}

const amounts = (events: readonly ShopEvent[]) =>
  events.flatMap(({ amount }) => (amount === null ? [] : [amount + 0]))

const categories = (events: readonly ShopEvent[]) =>
  events.map(({ category }) => category).filter(x => x !== null)

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

const mean = (values: readonly number[]) => (values.length === 0 ? null : sum(values) / values.length)

function deviation(values: readonly number[]): number | null {
  const centre = mean(values)
  if (centre === null || values.length < 2) return null
  return Math.sqrt(sum(values.map(value => (value - centre) ** 2)) / (values.length - 1))
}

function mostFrequent<T>(values: readonly T[], order: (a: T, b: T) => number): T | null {
  const counts = Map.groupBy(values, value => value)
  const [first] = [...counts].toSorted(([a, some], [b, others]) => others.length - some.length || order(a, b))
  return first?.[0] ?? null
}

/** Events that have a category, by time and then by category. */
function byTime(events: readonly ShopEvent[]): readonly ShopEvent[] {
  const order = (a: ShopEvent, b: ShopEvent) =>
    a.at - b.at || byCodePoint(a.category as string, b.category as string)
  return events.filter(({ category }) => category !== null).toSorted(order)
}

function daysUntil(now: number, events: readonly ShopEvent[]): readonly number[] {
  return events.map(({ at }) => (now - at) / dayMs).toSorted((a, b) => b - a)
}

function meanGap(events: readonly ShopEvent[]): number | null {
  const at = events.map(event => event.at).toSorted((a, b) => a - b)
  return mean(at.slice(1).map((time, i) => (time - (at[i] as number)) / dayMs))
}

function byCodePoint(a: string, b: string): number {
  const [left, right] = [a, b].map(text => Array.from(text, char => char.codePointAt(0) as number))
  const length = Math.max(left?.length ?? 0, right?.length ?? 0)
  for (let i = 0; i < length; i++) {
    const difference = (left?.[i] ?? -1) - (right?.[i] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}
