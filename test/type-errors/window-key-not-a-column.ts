import { table, windows, type FeatureContext, type Source } from '@sluice/core'

declare const orders: Source

const sources = () => ({
  orders: table(orders, { columns: { customer: 'text', at: 'timestamp' }, time: 'at', lookbackDays: 90 }),
})

export const features = ({ orders }: FeatureContext<unknown, ReturnType<typeof sources>>) =>
  windows(orders, 'customer_id', e => ({ orders: e.count({ days: [7, 28] }) }))
