import { joined, table, windows, type FeatureContext, type Source } from '@sluice/core'

declare const source: Source

const sources = () => ({
  orders: table(source, { columns: { customer: 'text', at: 'timestamp' }, time: 'at', lookbackDays: 90 }),
  mails: table(source, { columns: { customer: 'number', at: 'timestamp' }, time: 'at', lookbackDays: 90 }),
})

export const features = ({ orders, mails }: FeatureContext<unknown, ReturnType<typeof sources>>) =>
  joined([
    windows(orders, 'customer', e => ({ orders: e.count() })),
    windows(mails, 'customer', e => ({ mails: e.count() })),
  ])
