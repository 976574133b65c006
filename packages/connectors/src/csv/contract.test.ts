import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  contract,
  extract,
  reasonsColumn,
  sql,
  contractTable,
  type CheckResult,
  type ColumnContract,
  type ColumnPolicy,
  type ExtractedTable,
  type History,
} from '@sluice/core'
import { openTestData, testContext, type TestData } from '../testing/test-context.ts'
import { csv } from './source.ts'

const history: History = { read: async () => [], record: async () => undefined }

let testData: TestData
let files = 0
beforeAll(async () => (testData = await openTestData()))
afterAll(() => testData.close())

interface Extraction {
  readonly events: ExtractedTable
  readonly results: readonly CheckResult[]
}

/** Extracts a CSV text under a contract whose column `amount` is given. */
async function extracted(
  text: string,
  amount: Omit<ColumnContract, 'type'> = {},
  newColumns: ColumnPolicy = 'discard column',
): Promise<Extraction> {
  const path = join(testData.folder, `events-${(files += 1)}.csv`)
  await writeFile(path, text)
  const events = contract('events', {
    columns: { id: { type: 'text', policy: 'discard row' }, amount: { type: 'number?', ...amount } },
    newColumns,
    quarantine: { atMost: 0.5 },
  })
  const { definition } = extract({ events: contractTable(csv(path), events) }, () => ({
    to: new Date('2026-03-02T06:00:00Z'),
  }))
  const context = { ...testContext(testData.data), history }
  const output = (await definition.run({} as never, context)) as { readonly events: ExtractedTable }
  const results = await definition.check?.(output as never, {} as never, context)
  return { events: output.events, results: results ?? [] }
}

const failures = (results: readonly CheckResult[]) =>
  results.filter(({ status }) => status === 'failed').map(({ severity, name }) => `${severity} ${name}`)

function rowsOf(ref: ExtractedTable['dataset'] | undefined): Promise<unknown> {
  if (ref === undefined) return Promise.resolve([])
  return testData.data.rows(sql`SELECT * FROM ${testData.data.dataset(ref)} ORDER BY id`)
}

const dirty = 'id,amount\na,1.5\nb,n/a\nc,-3\nd,\n'

describe('cells that cannot be read as their type, by the policy of the column', () => {
  test('freeze stops and names the cells', async () => {
    await expect(extracted(dirty)).rejects.toThrow('cannot be read as number (row 2 has "n/a")')
  })

  test('evolve takes them as missing, with a warning', async () => {
    const { events, results } = await extracted(dirty, { policy: 'evolve' })
    expect(await rowsOf(events.dataset)).toEqual([
      { id: 'a', amount: 1.5 },
      { id: 'b', amount: null },
      { id: 'c', amount: -3 },
      { id: 'd', amount: null },
    ])
    expect(failures(results)).toEqual(['warn contract/unreadable(amount)'])
    expect(results.at(-2)?.message).toContain('"amount" has 1 value that cannot be read as number')
  })

  test('discard column takes the whole column as missing, with a warning', async () => {
    const { events, results } = await extracted(dirty, { policy: 'discard column', min: 0 })
    expect(await rowsOf(events.dataset)).toEqual(['a', 'b', 'c', 'd'].map(id => ({ id, amount: null })))
    expect(failures(results)).toContain('warn contract/emptied(amount)')
    expect(results.find(({ check }) => check === 'contract')?.message).toContain(
      '"amount" has 2 values that do not fit',
    )
  })

  test('discard row puts their rows into quarantine, with the reasons', async () => {
    const { events, results } = await extracted(dirty, { policy: 'discard row', min: 0 })
    expect(await rowsOf(events.dataset)).toEqual([
      { id: 'a', amount: 1.5 },
      { id: 'd', amount: null },
    ])
    expect(await rowsOf(events.quarantine?.bad)).toEqual([
      { id: 'b', amount: null, [reasonsColumn]: 'amount cannot be read as number' },
      { id: 'c', amount: -3, [reasonsColumn]: 'amount is not at least 0' },
    ])
    expect(failures(results)).toEqual([])
    expect(results.at(-1)?.message).toBe(
      'events: 2 of 4 rows (50 %) are in quarantine: amount cannot be read as number in 1, amount is not at least 0 in 1; 50 % may be',
    )
  })

  test('above the share the step is blocked', async () => {
    const { results } = await extracted(`${dirty}e,x\n`, { policy: 'discard row', min: 0 })
    expect(failures(results)).toEqual(['block quarantine'])
  })
})

describe('a column that is gone', () => {
  test.each<[ColumnPolicy, readonly string[]]>([
    ['freeze', ['block schema/missing(amount)']],
    ['discard row', ['block schema/missing(amount)']],
    ['evolve', ['warn schema/missing(amount)']],
    ['discard column', ['warn schema/missing(amount)']],
  ])('%s', async (policy, expected) => {
    const { events, results } = await extracted('id,sum\na,1\nb,2\n', { policy })
    expect(failures(results)).toEqual(expected)
    const missing = results.find(({ name }) => name === 'schema/missing(amount)')
    expect(missing?.message).toContain(`Map it: mapping: { amount: 'sum' }`)
    expect(missing?.evidence).toEqual(['− "amount" number', '+ "sum" number'])
    if (policy === 'evolve') {
      expect(await rowsOf(events.dataset)).toEqual([
        { id: 'a', amount: null },
        { id: 'b', amount: null },
      ])
    }
  })
})

describe('a column that is new', () => {
  const text = 'id,amount,coupon\na,1,\nb,2,SPRING\n'
  test.each<[ColumnPolicy, readonly string[], readonly unknown[]]>([
    [
      'discard column',
      [],
      [
        { id: 'a', amount: 1 },
        { id: 'b', amount: 2 },
      ],
    ],
    [
      'evolve',
      ['warn schema/unexpected'],
      [
        { id: 'a', amount: 1, coupon: null },
        { id: 'b', amount: 2, coupon: 'SPRING' },
      ],
    ],
    ['discard row', ['warn schema/unexpected'], [{ id: 'a', amount: 1, coupon: null }]],
    [
      'freeze',
      ['block schema/unexpected'],
      [
        { id: 'a', amount: 1, coupon: null },
        { id: 'b', amount: 2, coupon: 'SPRING' },
      ],
    ],
  ])('%s', async (policy, expected, rows) => {
    const { events, results } = await extracted(text, {}, policy)
    expect(failures(results)).toEqual(expected)
    expect(await rowsOf(events.dataset)).toEqual(rows)
  })
})

test('a domain that is frozen blocks, one that evolves warns', async () => {
  const text = 'id,amount\na,-1\n'
  expect(failures((await extracted(text, { min: 0 })).results)).toEqual(['block range(amount)'])
  expect(failures((await extracted(text, { min: 0, policy: 'evolve' })).results)).toEqual([
    'warn range(amount)',
  ])
})

test('a missing key goes to the quarantine where its policy says so', async () => {
  const { events } = await extracted('id,amount\na,1\n,2\n')
  expect([events.dataset.rows, events.quarantine?.bad?.rows]).toEqual([1, 1])
})
