import { model, numeric, ridge } from '@sluice/core'

interface Features {
  customer_id: string
  spend: number
}

export const value = model<Features>('value', {
  key: 'customer_id',
  target: 'revenue',
  prepare: c => [numeric(c.customer_id).standardize()],
  learn: ridge(),
})
