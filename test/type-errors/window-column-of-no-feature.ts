import {
  model,
  numeric,
  ridge,
  table,
  windows,
  type FeatureContext,
  type FeaturesOf,
  type Source,
} from '@sluice/core'

declare const orders: Source

const sources = () => ({
  orders: table(orders, { columns: { customer: 'text', at: 'timestamp' }, time: 'at', lookbackDays: 90 }),
})

const features = ({ orders }: FeatureContext<unknown, ReturnType<typeof sources>>) =>
  windows(orders, 'customer', e => ({ orders: e.count({ days: [7, 28] }) }))

export const value = model<FeaturesOf<typeof features>>('value', {
  key: 'customer',
  target: 'revenue',
  prepare: c => [numeric(c.orders_7d, c.orders_90d).standardize()],
  learn: ridge(),
})
