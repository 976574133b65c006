import { map, step } from '@sluice/core'

const accounts = step({ inputs: {}, run: () => [{ id: 'acme', currency: 'EUR' }] })

export const byName = map({
  over: accounts,
  key: 'name',
  each: ({ id }) => step({ inputs: {}, run: () => id }),
})

export const misspelt = map({
  over: accounts,
  key: 'id',
  each: ({ curency }) => step({ inputs: {}, run: () => curency }),
})
