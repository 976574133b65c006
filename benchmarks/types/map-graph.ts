import { map, step, union, type DatasetRef } from '@sluice/core'

// Maps over lists and datasets, one over the results of another, with chains, policies and a union.

const accounts = step({ inputs: {}, run: () => [{ id: 'acme', currency: 'EUR', days: 7 }] })
const rates = step({ inputs: {}, run: () => ({ EUR: 1.1, USD: 1 }) })
const found = step({ inputs: {}, run: (_, { data }): Promise<DatasetRef> => data.save('SELECT 1 AS id') })

const pulls = map({
  over: accounts,
  key: 'id',
  each: ({ id, days }) =>
    step({
      inputs: {},
      run: (_, { data }): Promise<DatasetRef> => data.save(`SELECT '${id}' AS id, ${days} AS days`),
    }),
})
const costs = map({
  over: accounts,
  key: ({ id, currency }) => `${id}:${currency}`,
  inputs: { rates },
  onFailure: { atMost: 2 },
  each: ({ id, currency, days }) => {
    const spend = step({ inputs: {}, run: () => ({ currency, spend: id.length * days }) })
    const dollars = step({ inputs: { spend, rates }, run: ({ spend: of, rates: by }) => of.spend * by.EUR })
    return { spend, dollars }
  },
})
const rows = map({ over: found, key: 'id', each: row => step({ inputs: {}, run: () => String(row['id']) }) })
const doubled = map({
  over: rows,
  key: 'key',
  onFailure: 'continue',
  each: ({ output }) => step({ inputs: {}, run: () => output + output }),
})
const all = union(pulls, { column: 'account' })

export const report = step({
  inputs: { all, costs, doubled },
  run: ({ all: { rows: count }, costs: perAccount, doubled: texts }) => ({
    count,
    dollars: perAccount.reduce((sum, one) => sum + (one.status === 'succeeded' ? one.output.dollars : 0), 0),
    texts: texts.flatMap(one => (one.status === 'succeeded' ? [one.output] : [one.reason])),
  }),
})
