import { columnRefs } from '@sluice/expr'

interface Order {
  customer: string
  revenue: number
}

export const doubled = columnRefs<Order>().revnue.times(2)
