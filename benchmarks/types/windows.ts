import {
  attributes,
  joined,
  logisticRegression,
  model,
  numeric,
  category,
  scoring,
  sql,
  table,
  windows,
  type FeatureContext,
  type FeaturesOf,
  type Source,
} from '@sluice/core'
import { z } from 'zod'

// Features without SQL: sixty columns over two event sources and a table of customers, with their types.
declare const source: (name: string) => Source

const sources = () => ({
  events: table(source('events'), {
    columns: {
      customer_id: 'text?',
      occurred_at: 'timestamp',
      kind: 'text',
      category: 'text?',
      amount: 'number?',
    },
    time: 'occurred_at',
    lookbackDays: 90,
  }),
  mails: table(source('mails'), {
    columns: { recipient: 'text', sent_at: 'timestamp', opened: 'boolean' },
    time: 'sent_at',
    lookbackDays: 90,
  }),
  customers: table(source('customers'), {
    columns: { id: 'text', tier: 'text?', since: 'timestamp?' },
    key: ['id'],
  }),
})

const features = ({ events, mails, customers }: FeatureContext<unknown, ReturnType<typeof sources>>) =>
  joined([
    attributes(customers, 'id', (c, asOf) => ({ tier: c.tier, tenure: c.since.daysUntil(asOf) })),
    windows(events, 'customer_id', (e, c) => {
      const bought = c.kind.equals('purchase')
      return {
        events: e.count({ days: [7, 28, 90] }),
        orders: e.count({ days: [1, 3, 7, 14, 28, 56, 90], where: bought }),
        spend: e.sum(c.amount, { days: [1, 3, 7, 14, 28, 56, 90], where: bought }),
        basket: e.mean(c.amount, { days: [28, 56, 90], where: bought }),
        smallest: e.smallest(c.amount, { days: [28, 90] }),
        largest: e.largest(c.amount, { days: [28, 90] }),
        deviation: e.deviation(c.amount, { days: [28, 90] }),
        bought: e.share(bought, { days: [7, 28, 90] }),
        categories: e.distinct(c.category, { days: [7, 28, 90] }),
        favourite: e.mostFrequent(c.category, { days: [28, 90] }),
        last_category: e.latest(c.category),
        recency: e.daysSinceLast(),
        bought_since: e.daysSinceLast({ where: bought }),
        tenure_seen: e.daysSinceFirst(),
        gap: e.meanGap({ days: 90, where: bought }),
        trend: e.ratio(e.count({ days: 7 }), e.count({ days: 28 })),
        growth: e.ratio(e.sum(c.amount, { days: 28 }), e.sum(c.amount, { days: 28, ago: 28 })),
      }
    }),
    windows(mails, 'recipient', (e, c) => ({
      mails: e.count({ days: [1, 3, 7, 14, 28, 56, 90] }),
      opened: e.share(c.opened, { days: [1, 3, 7, 14, 28, 56, 90] }),
    })),
  ])

const propensity = model<FeaturesOf<typeof features>>('propensity', {
  key: 'id',
  target: 'purchased',
  prepare: c => [
    numeric(c.orders_7d, c.orders_28d, c.spend_28d, c.spend_90d).log1p().standardize(),
    numeric(c.basket_28d, c.trend, c.opened_28d).impute('median'),
    category(c.favourite_90d, c.tier).oneHot({ minFrequency: 0.01 }),
  ],
  learn: logisticRegression(),
})

export const definition = scoring('propensity', {
  params: z.object({ client: z.string() }),
  sources,
  features,
  label: ({ events, asOf }) => sql`
    SELECT customer_id AS id, 1 AS purchased FROM ${events.between(asOf, asOf.plusDays(28))} GROUP BY 1`,
  model: propensity,
  train: { asOf: { weekly: 8 }, promote: { metric: 'auc', tolerance: 0.01 } },
})
