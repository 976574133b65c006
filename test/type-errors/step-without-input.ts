import { step } from '@sluice/core'

const orders = step({ inputs: {}, run: () => ({ rows: 3 }) })

export const report = step({ inputs: { orders }, run: ({ order }) => order })
