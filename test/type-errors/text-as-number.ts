import { columnRefs } from '@sluice/expr'

interface Order {
  customer: string
  revenue: number
}

export const sum = columnRefs<Order>().revenue.plus(columnRefs<Order>().customer)
