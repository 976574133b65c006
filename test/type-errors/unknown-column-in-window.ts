import { table, windows, type FeatureContext, type Source } from '@sluice/core'

declare const orders: Source

const sources = () => ({
  orders: table(orders, {
    columns: { customer: 'text', at: 'timestamp', kind: 'text', amount: 'number?' },
    time: 'at',
    lookbackDays: 90,
  }),
})

export const features = ({ orders }: FeatureContext<unknown, ReturnType<typeof sources>>) =>
  windows(orders, 'customer', (e, c) => ({ spend: e.sum(c.amuont, { days: [7, 28] }) }))
