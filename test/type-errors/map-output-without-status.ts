import { map, step } from '@sluice/core'

const accounts = step({ inputs: {}, run: () => ['acme', 'bolt'] })
const pulls = map({
  over: accounts,
  key: String,
  each: id => step({ inputs: {}, run: () => id.length }),
  onFailure: { atMost: 1 },
})

// Some may have failed: look at `status` first.
export const sum = step({
  inputs: { pulls },
  run: ({ pulls: all }) => all.reduce((total, { output }) => total + output, 0),
})
