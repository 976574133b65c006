import { afterAll, beforeAll, expect, test } from 'vitest'
import { MemorySession } from '../testing/memory-session.ts'
import { contractText } from './contract-text.ts'
import { inferContract } from './infer-contract.ts'

let session: MemorySession
beforeAll(async () => (session = await MemorySession.open()))
afterAll(() => session.close())

async function inferred(query: string) {
  const ref = await session.save(query)
  return inferContract('order-lines 2', { data: session, table: session.dataset(ref), schema: ref.schema })
}

test('types, gaps and domains come from the rows, and only where there are enough of them', async () => {
  const { columns, rows } = await inferred(`SELECT
    'c-' || i AS id, (i % 3)::DOUBLE AS n, (i - 5)::DOUBLE AS signed,
    CASE WHEN i % 10 > 0 THEN ['a', 'it''s'][i % 2 + 1] END AS kind,
    'word ' || chr(65 + (i % 26)::INTEGER) || i AS free, i % 2 = 0 AS flag,
    TIMESTAMP '2026-01-01' AS "at", NULL::VARCHAR AS nothing
    FROM range(1000) r(i)`)
  expect(rows).toBe(1000)
  expect(columns).toEqual([
    { name: 'id', type: 'text', pattern: 'c-[0-9]+', note: 'never missing, 1000 distinct' },
    { name: 'n', type: 'number', min: 0, note: 'never missing' },
    { name: 'signed', type: 'number', note: 'never missing' },
    { name: 'kind', type: 'text?', oneOf: ['a', `it's`], note: 'missing in 10 %, 2 distinct' },
    { name: 'free', type: 'text', note: 'never missing, 1000 distinct' },
    { name: 'flag', type: 'boolean', note: 'never missing' },
    { name: 'at', type: 'timestamp', note: 'never missing' },
    { name: 'nothing', type: 'text?', note: 'missing in 100 %, 0 distinct' },
  ])
})

test.each([
  ['no rows', `SELECT 'a' AS a, 1e0 AS b WHERE false`],
  ['one row', `SELECT 'x1' AS a, 1e0 AS b`],
])('%s claims no domain', async (_name, query) => {
  const { columns } = await inferred(query)
  for (const column of columns) expect(Object.keys(column).toSorted()).toEqual(['name', 'note', 'type'])
})

test('the text is a module, whatever the data holds', async () => {
  const contract = await inferred(
    `SELECT CASE i % 2 WHEN 0 THEN 'a''b\\c' ELSE chr(8232) || chr(10) || '*/' END AS "odd ""name'" FROM range(400) r(i)`,
  )
  const text = contractText(contract)
  expect(text).toContain(`export const orderLines2 = contract('order-lines 2', {`)
  const body = text.slice(text.indexOf('contract(')).trim()
  // oxlint-disable-next-line typescript/no-implied-eval -- what is tested is that the text is code
  const value = new Function('contract', `return ${body}`)((name: string, options: unknown) => ({
    name,
    options,
  })) as unknown
  expect(value).toMatchObject({
    options: { columns: { [`odd "name'`]: { type: 'text', oneOf: [`a'b\\c`, '\u2028\n*/'] } } },
  })
})
