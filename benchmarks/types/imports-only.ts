import { step } from '@sluice/core'
import { columnRefs } from '@sluice/expr'

// What importing costs: the floor of the other counts.
export const used = [step, columnRefs]
