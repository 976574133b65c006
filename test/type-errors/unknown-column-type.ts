import { table, type Source } from '@sluice/core'

declare const orders: Source

export const declared = table(orders, { columns: { customer: 'string' } })
