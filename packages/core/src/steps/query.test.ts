import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest'
import type { DatasetRef } from '../data/refs.ts'
import type { StepContext } from '../pipeline/context.ts'
import { step, type Step } from '../pipeline/step.ts'
import { sql } from '../sql/sql.ts'
import { MemorySession } from '../testing/memory-session.ts'
import { query } from './query.ts'

let data: MemorySession
let orders: DatasetRef
let prices: DatasetRef
beforeAll(async () => {
  data = await MemorySession.open()
  orders = await data.save(`SELECT * FROM (VALUES ('a', 1.0::DOUBLE), ('b', 2.0)) AS t(item, n)`)
  prices = await data.save(`SELECT * FROM (VALUES ('a', 10.0::DOUBLE), ('b', 20.0)) AS t(item, price)`)
})
afterAll(() => data.close())

const dataset = (definition: unknown): Step<DatasetRef> =>
  step({ inputs: {}, definition, run: (): DatasetRef => orders })
const ordersStep = dataset('orders')
const pricesStep = dataset('prices')

async function ran(of: Step<DatasetRef>, inputs: object) {
  const output = (await of.definition.run(inputs as never, { data } as unknown as StepContext)) as DatasetRef
  return data.rows(sql`SELECT * FROM ${data.dataset(output)} ORDER BY ALL`)
}

test('a query reads the datasets of its inputs and binds its values', async () => {
  const value = query({
    inputs: { orders: ordersStep, prices: pricesStep },
    sql: ({ orders, prices }) =>
      sql`SELECT item, n * price AS value FROM ${orders} JOIN ${prices} USING (item) WHERE n >= ${2}`,
  })
  expectTypeOf(value).toEqualTypeOf<Step<DatasetRef>>()
  expect(await ran(value, { orders, prices })).toEqual([{ item: 'b', value: 40 }])
})

test('inputs may be lists and records of steps', async () => {
  const both = query({
    inputs: { parts: [ordersStep, pricesStep], named: { prices: pricesStep } },
    sql: ({ parts, named }) => {
      const [first, second] = parts as unknown as [typeof named.prices, typeof named.prices]
      return sql`SELECT (SELECT count(*) FROM ${first}) + (SELECT count(*) FROM ${second}) + (SELECT sum(price) FROM ${named.prices}) AS n`
    },
  })
  expect(await ran(both, { parts: [orders, prices], named: { prices } })).toEqual([{ n: 34 }])
})

test('the key of a query holds its text and its values, and the steps it reads by name', () => {
  const definitionOf = (minimum: number, column = 'n') =>
    query({
      inputs: { orders: ordersStep },
      sql: ({ orders }) =>
        sql`SELECT item FROM ${orders} WHERE ${sql`${minimum}`} < ${minimum} AND ${column} = 'n'`,
    }).definition.definition
  expect(definitionOf(1)).toEqual({
    step: 'query',
    version: 1,
    text: `SELECT item FROM "orders" WHERE $1 < $2 AND $3 = 'n'`,
    values: [1, 1, 'n'],
  })
  expect(definitionOf(1)).toEqual(definitionOf(1))
  expect(definitionOf(2)).not.toEqual(definitionOf(1))
  expect(definitionOf(1, 'm')).not.toEqual(definitionOf(1))
})

test('a query is content: finished work of any run with the same key is taken', () => {
  const plain = query({ inputs: { orders: ordersStep }, sql: ({ orders }) => sql`SELECT * FROM ${orders}` })
  expect(plain.definition.keyed).toBe('content')
})

test('a check that it is given runs on its dataset', async () => {
  const checked = query({
    inputs: { orders: ordersStep },
    sql: ({ orders }) => sql`SELECT * FROM ${orders}`,
    check: output =>
      Promise.resolve([
        {
          check: 'mine',
          name: 'mine',
          severity: 'warn',
          subject: 's',
          status: 'passed',
          message: `${output.rows}`,
        },
      ]),
  })
  const results = await checked.definition.check?.(orders as never, {} as never, {} as StepContext)
  expect(results).toMatchObject([{ name: 'mine', message: '2' }])
})
