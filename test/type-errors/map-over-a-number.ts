import { map, step } from '@sluice/core'

const count = step({ inputs: {}, run: () => 3 })

export const each = map({ over: count, key: String, each: n => step({ inputs: {}, run: () => n }) })
