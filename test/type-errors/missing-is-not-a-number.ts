import { columnRefs, type Num } from '@sluice/expr'

interface Order {
  spend: number | null
}

// What may be missing stays so until `orElse` says what to put there.
export const certain: Num = columnRefs<Order>().spend.plus(1)
export const fine: Num = columnRefs<Order>().spend.orElse(0).plus(1)
