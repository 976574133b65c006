import { step } from '@sluice/core'

const names = step({ inputs: {}, run: () => ['a', 'b'] })

export const total = step({ inputs: { names }, run: ({ names }) => names * 2 })
