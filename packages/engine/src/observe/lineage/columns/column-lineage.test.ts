import { afterAll, expect, test } from 'vitest'
import { columnLineage } from './column-lineage.ts'
import { sqlParser } from './sql-parser.ts'

const parser = sqlParser()
afterAll(() => parser.close())

const tables = new Map([
  ['events', ['customer', 'kind', 'amount', 'time']],
  ['customers', ['customer', 'country']],
])

async function lineageOf(text: string) {
  const found = columnLineage(await parser.parse(text), tables)
  if (found === undefined) return undefined
  const shown = (origins: readonly { table: string; field: string; how: string }[]) =>
    origins.map(({ table, field, how }) => `${table}.${field} ${how}`).join(', ')
  return {
    ...Object.fromEntries(found.columns.map(({ name, origins }) => [name, shown(origins)])),
    ...(found.influences.length > 0 && { '*': shown(found.influences) }),
  }
}

const facts: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    'SELECT customer, amount * 2 AS double, $1 AS given FROM events',
    { customer: 'events.customer IDENTITY', double: 'events.amount TRANSFORMATION', given: '' },
  ],
  [
    'SELECT e.customer AS id, sum(amount) AS spent FROM events e WHERE e.kind = $1 GROUP BY 1 ORDER BY spent',
    {
      id: 'events.customer IDENTITY',
      spent: 'events.amount AGGREGATION',
      '*': 'events.kind FILTER, events.customer GROUP_BY, events.amount SORT',
    },
  ],
  [
    'SELECT customer, count(*) FILTER (WHERE kind = $1) AS n FROM events GROUP BY ALL',
    {
      customer: 'events.customer IDENTITY',
      n: 'events.kind FILTER',
      '*': 'events.customer GROUP_BY, events.kind GROUP_BY',
    },
  ],
  [
    'SELECT * FROM events JOIN customers USING (customer)',
    {
      customer: 'events.customer IDENTITY',
      kind: 'events.kind IDENTITY',
      amount: 'events.amount IDENTITY',
      time: 'events.time IDENTITY',
      country: 'customers.country IDENTITY',
      '*': 'events.customer JOIN, customers.customer JOIN',
    },
  ],
  [
    'WITH cut AS (SELECT * EXCLUDE (time) REPLACE (amount / 100 AS amount) FROM "events" WHERE time < $1) SELECT c.amount FROM cut AS c',
    { amount: 'events.amount TRANSFORMATION', '*': 'events.time FILTER' },
  ],
  [
    'SELECT x.a FROM (SELECT CASE WHEN kind = $1 THEN amount ELSE 0 END AS a FROM EVENTS) AS x',
    { a: 'events.amount TRANSFORMATION, events.kind CONDITIONAL' },
  ],
  [
    'SELECT row_number() OVER (PARTITION BY customer ORDER BY time) AS nth FROM events',
    { nth: 'events.customer WINDOW, events.time WINDOW' },
  ],
  [
    'SELECT customer AS id FROM events UNION ALL SELECT customer FROM customers',
    { id: 'events.customer IDENTITY, customers.customer IDENTITY' },
  ],
  [
    'SELECT (SELECT max(amount) FROM events e WHERE e.customer = c.customer) AS most FROM customers c',
    { most: 'events.amount AGGREGATION, events.customer FILTER, customers.customer FILTER' },
  ],
  [
    'SELECT country FROM customers WHERE customer IN (SELECT customer FROM events)',
    { country: 'customers.country IDENTITY', '*': 'events.customer FILTER, customers.customer FILTER' },
  ],
  [
    'SELECT amount AS cents, cents / 100 AS euros FROM events',
    { cents: 'events.amount IDENTITY', euros: 'events.amount TRANSFORMATION' },
  ],
]

test.each(facts)('%s', async (text, expected) => {
  expect(await lineageOf(text)).toEqual(expected)
})

test.each([
  ['a table that is none of the inputs', 'SELECT * FROM others'],
  ['a column that is not there', 'SELECT nothing FROM events'],
  ['a function that makes tables', 'SELECT * FROM range(3) AS r(i)'],
  ['a function of its own', 'SELECT list_transform([amount], lambda x: x + 1) AS l FROM events'],
  ['a pivot', 'PIVOT events ON kind USING sum(amount)'],
  ['columns by a pattern', "SELECT COLUMNS('a.*') FROM events"],
  ['what is not SQL', 'SELEC'],
])('nothing is said about %s', async (_what, text) => {
  expect(await lineageOf(text)).toBeUndefined()
})
