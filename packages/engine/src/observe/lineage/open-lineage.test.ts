import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  check,
  extract,
  query,
  sql,
  step,
  table,
  type CheckResult,
  type Json,
  type Source,
  type StepContext,
} from '@sluice/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { jsonSchemas } from '../../testing/observe/json-schema.ts'
import { observedRuns } from '../../testing/observe/observed-run.ts'
import { testEvents } from '../../testing/observer-contract.ts'
import { openLineage, type OpenLineageOptions } from './open-lineage.ts'

type Tree = { readonly [name: string]: Json }

const fixtures = join(import.meta.dirname, 'fixtures')
const documents = readdirSync(fixtures)
  .filter(name => name.endsWith('.json'))
  .map(name => JSON.parse(readFileSync(join(fixtures, name), 'utf8')) as unknown)
const validate = jsonSchemas(documents)

let server: Server
let url: string
let bodies: Tree[]
let headers: Readonly<Record<string, unknown>>[]
/** What the backend answers, one after the other; then 201. */
let answers: number[]

beforeEach(async () => {
  bodies = []
  headers = []
  answers = []
  server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => (text += part))
    request.on('end', () => {
      const status = answers.shift() ?? 201
      if (status === 201) bodies.push(JSON.parse(text) as Tree)
      headers.push(request.headers)
      response.writeHead(status).end('stored at secret-place')
    })
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/lineage`
})
afterEach(() => new Promise<void>(closed => server.close(() => closed())))

const troubles: string[] = []
function observer(options: Partial<OpenLineageOptions> = {}) {
  troubles.length = 0
  return openLineage({
    url,
    sleep: async () => {},
    onTrouble: text => troubles.push(text),
    ...options,
  })
}

/** Every facet in an event, to be held against the schema that it names. */
function* facetsIn(value: Json): Generator<Tree> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value) && '_schemaURL' in value) yield value
  for (const child of Object.values(value)) yield* facetsIn(child as Json)
}

const at = (tree: Json | undefined, path: string): Json | undefined =>
  path.split('.').reduce<Json | undefined>((node, name) => (node as Tree | undefined)?.[name], tree)
const kinds = () => bodies.map(event => `${String(event['eventType'])} ${String(at(event, 'job.name'))}`)
const event = (kind: string) => bodies.find((_body, i) => kinds()[i] === kind) as Tree
const named = (list: Json | undefined) =>
  (list as readonly Tree[]).map(({ namespace, name }) => `${String(namespace)} ${String(name)}`)

/** A source of two rows, as a connector gives it. */
const rowsSource: Source = {
  kind: 'postgres',
  describe: { url: 'env:WAREHOUSE_URL', schema: 'shop', table: 'events' },
  connection: 'env:WAREHOUSE_URL',
  open: async ({ data }: StepContext) => ({
    schema: async () => ({
      columns: [
        { name: 'customer_id', type: 'text', nullable: false },
        { name: 'amount', type: 'number', nullable: true },
      ],
    }),
    read: async () => {
      await data.run(
        sql`CREATE TABLE extract_events AS SELECT * FROM (VALUES ('a', 1.0), ('b', NULL)) AS v(customer_id, amount)`,
      )
    },
    close: async () => {},
  }),
} as unknown as Source

const extracted = extract(
  {
    events: table(rowsSource, {
      columns: { customer: 'text', amount: 'number?' },
      mapping: { customer: 'customer_id' },
      expect: [check.notNull('amount', { severity: 'warn' })],
    } as never),
  },
  () => ({ to: new Date('2026-03-02T00:00:00Z') }),
)
const picked = step({ inputs: { tables: extracted }, run: ({ tables }) => tables.events.dataset })
const spent = query({
  inputs: { events: picked },
  sql: ({ events }) =>
    sql`SELECT customer, sum(amount) AS spent FROM ${events} WHERE amount > ${17} GROUP BY customer`,
})

test('runs, steps, tables, columns and checks, as the schemas of OpenLineage want them', async () => {
  await observedRuns(
    { extract: extracted, picked, spent },
    { observe: [observer({ namespace: 'prod' })], concurrency: 1 },
  )
  expect(troubles).toEqual([])
  expect(kinds()).toEqual([
    'START acme.shop',
    'START acme.shop.extract',
    'COMPLETE acme.shop.extract',
    'START acme.shop.extract.checks',
    'COMPLETE acme.shop.extract.checks',
    'START acme.shop.picked',
    'COMPLETE acme.shop.picked',
    'START acme.shop.spent',
    'COMPLETE acme.shop.spent',
    'COMPLETE acme.shop',
  ])
  for (const body of bodies) {
    expect(validate(body, String(body['schemaURL']))).toEqual([])
    const facets = [...facetsIn(body)]
    expect(facets.length).toBeGreaterThan(0)
    for (const one of facets) expect(validate(one, String(one['_schemaURL']))).toEqual([])
  }
  const run = at(event('START acme.shop'), 'run.runId')
  expect(at(event('COMPLETE acme.shop'), 'run.runId')).toBe(run)
  const made = event('COMPLETE acme.shop.spent')
  expect(at(made, 'run.facets.parent.run.runId')).toBe(run)
  expect(named(made['inputs'])).toEqual(['prod acme.shop.picked'])
  expect(named(made['outputs'])).toEqual(['prod acme.shop.spent'])
  expect(String(at(made, 'job.facets.sql.query'))).toContain('WHERE amount > $1')
  const [output] = made['outputs'] as readonly [Tree]
  expect(at(output, 'facets.schema.fields')).toMatchObject([
    { name: 'customer', type: 'text' },
    { name: 'spent', type: 'number' },
  ])
  expect(at(output, 'facets.version.datasetVersion')).toMatch(/^[0-9a-f]{64}$/)
  const from = { namespace: 'prod', name: 'acme.shop.picked' }
  expect(at(output, 'facets.columnLineage')).toMatchObject({
    fields: {
      customer: {
        inputFields: [
          { ...from, field: 'customer', transformations: [{ type: 'DIRECT', subtype: 'IDENTITY' }] },
        ],
      },
      spent: {
        inputFields: [
          { ...from, field: 'amount', transformations: [{ type: 'DIRECT', subtype: 'AGGREGATION' }] },
        ],
      },
    },
    dataset: [
      { ...from, field: 'amount', transformations: [{ type: 'INDIRECT', subtype: 'FILTER' }] },
      { ...from, field: 'customer', transformations: [{ type: 'INDIRECT', subtype: 'GROUP_BY' }] },
    ],
  })
})

test('what is read outside keeps its reference and its names there; what checks found is about what they read', async () => {
  await observedRuns({ extract: extracted }, { observe: [observer()] })
  const made = event('COMPLETE acme.shop.extract')
  expect(named(made['inputs'])).toEqual(['postgres:env:WAREHOUSE_URL shop.events'])
  expect(named(made['outputs'])).toEqual(['sluice acme.shop.extract.events'])
  const [output] = made['outputs'] as readonly [Tree]
  const from = { namespace: 'postgres:env:WAREHOUSE_URL', name: 'shop.events', field: 'customer_id' }
  expect(at(output, 'facets.columnLineage.fields.customer.inputFields')).toMatchObject([from])
  expect(at(output, 'outputFacets.outputStatistics')).toMatchObject({ rowCount: 2 })
  const [checked] = event('COMPLETE acme.shop.extract.checks')['inputs'] as readonly [Tree]
  expect(checked['name']).toBe('acme.shop.extract.events')
  expect(at(checked, 'inputFacets.dataQualityMetrics')).toMatchObject({
    rowCount: 2,
    columnMetrics: { amount: { nullCount: 1 } },
  })
  const assertions = at(checked, 'inputFacets.dataQualityAssertions.assertions') as readonly Tree[]
  expect(assertions).toContainEqual(
    expect.objectContaining({
      assertion: 'not-null',
      column: 'amount',
      success: false,
      severity: 'warn',
      actual: '0.5',
    }),
  )
})

test.each<[string, () => unknown, readonly CheckResult[], string]>([
  [
    'an error',
    () => {
      throw new Error('no access with hunter2-hunter2')
    },
    [],
    'no access with ‹secret›',
  ],
  [
    'a check that blocks',
    () => 1,
    [{ check: 'x', severity: 'block', status: 'failed', subject: 's', message: 'too few' }],
    'too few',
  ],
])(
  'a step that does not end well, for %s, has failed, and so has its run',
  async (_why, work, found, message) => {
    const broken = step({
      inputs: {},
      retry: { attempts: 1 },
      run: (_inputs, { secret }) => (secret('env:KEY'), work()),
      check: async () => found,
    })
    const after = step({ inputs: { broken }, run: () => 1 })
    await observedRuns({ broken, after }, { observe: [observer()], env: { KEY: 'hunter2-hunter2' } })
    expect(kinds()).toEqual([
      'START acme.shop',
      'START acme.shop.broken',
      'FAIL acme.shop.broken',
      'FAIL acme.shop',
    ])
    expect(String(at(event('FAIL acme.shop.broken'), 'run.facets.errorMessage.message'))).toContain(message)
    expect(JSON.stringify(bodies)).not.toContain('hunter2')
  },
)

test('a run has the same id on every machine and every time, another step another', async () => {
  const { lineageRunId } = await import('./lineage-names.ts')
  expect(lineageRunId('20260302-060412-3f9a1c2b')).toBe(lineageRunId('20260302-060412-3f9a1c2b'))
  expect(lineageRunId('20260302-060412-3f9a1c2b')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  expect(lineageRunId('r', 'a')).not.toBe(lineageRunId('r', 'b'))
})

describe('a backend', () => {
  const observed = (one: ReturnType<typeof observer>) => {
    for (const observedEvent of testEvents()) one.observe(observedEvent)
    return one.close()
  }

  test('that is busy gets each event again, in order and once', async () => {
    await observed(observer())
    const undisturbed = kinds()
    bodies = []
    answers = [503, 429, 500, 201, 408]
    await observed(observer())
    expect(kinds()).toEqual(undisturbed)
    expect(troubles).toEqual(['an event could not be sent: HTTP 503', 'an event could not be sent: HTTP 408'])
  })

  test('that refuses an event gets the others', async () => {
    answers = [400]
    await observed(observer())
    expect(kinds()[0]).toBe('START acme.propensity.refresh.extract')
    expect(troubles).toEqual(['an event could not be sent: HTTP 400', '1 event was dropped'])
  })

  test('gets the key, which is in nothing that is said', async () => {
    const env = { LINEAGE_URL: url, LINEAGE_KEY: 'hunter2' }
    await observed(observer({ url: 'env:LINEAGE_URL', apiKey: 'env:LINEAGE_KEY', env }))
    expect(headers[0]?.['authorization']).toBe('Bearer hunter2')
    expect(bodies.length).toBeGreaterThan(0)
    expect(JSON.stringify(bodies)).not.toContain('hunter2')
  })

  test.each([
    ['away', 'http://127.0.0.1:2/hunter2', 'ECONNREFUSED'],
    ['not set', 'env:NO_SUCH_PLACE', 'its url (env:NO_SUCH_PLACE) is not set'],
    ['no address', 'hunter2', 'its url (not shown)'],
  ])('that is %s costs events and nothing else', async (_how, place, trouble) => {
    const [summary] = await observedRuns(
      { one: step({ inputs: {}, run: () => 1 }) },
      { observe: [observer({ url: place, env: {} })] },
    )
    expect(summary?.status).toBe('succeeded')
    expect(troubles[0]).toContain(trouble)
    expect(troubles.at(-1)).toBe('4 events were dropped')
    expect(troubles.join()).not.toContain('hunter2')
  })

  test('that never answers holds up neither runs nor, for long, the end; the oldest events are dropped', async () => {
    const never: typeof fetch = () => new Promise(() => {})
    const one = observer({ fetch: never, capacity: 5, closingMs: 30 })
    const begun = performance.now()
    for (let i = 0; i < 100; i += 1) for (const seen of testEvents(`run-${i}`)) one.observe(seen)
    await one.close()
    expect(performance.now() - begun).toBeLessThan(2000)
    expect(troubles).toEqual([expect.stringMatching(/^\d+ events were dropped$/)])
  })
})
