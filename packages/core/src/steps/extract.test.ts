import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StepContext } from '../pipeline/context.ts'
import { scoringWindow } from '../scoring/features-step.ts'
import { table, type SourceTable } from '../scoring/source-table.ts'
import type { ReadRequest, Source, WantedTypes } from '../sources/source.ts'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import { MemorySession } from '../testing/memory-session.ts'
import { extract, type ExtractedTable } from './extract.ts'

const asOf = new Date('2026-03-16T00:00:00Z')
const events = `SELECT * FROM (VALUES ('a', TIMESTAMP '2026-03-15', 1.5::DOUBLE, 'web'), ('b', TIMESTAMP '2026-03-16', 2.5, 'app'))
  AS t(customer_id, happened, order_value, channel)`

let data: MemorySession
let log: {
  readonly opened: string[]
  readonly closed: string[]
  readonly requests: ReadRequest[]
  readonly wanted: WantedTypes[]
}
beforeEach(async () => {
  data = await MemorySession.open()
  log = { opened: [], closed: [], requests: [], wanted: [] }
})
afterEach(() => data.close())

/** A table in a system of its own or shared; it honours what it is asked for. */
function sourceOf(query: string, connection = query, fails = false): Source {
  return {
    kind: 'query',
    describe: { query },
    connection,
    table: query,
    open: () => {
      log.opened.push(connection)
      return Promise.resolve({
        schema: (source, types) => {
          log.wanted.push(types ?? {})
          return data.describe(source.table)
        },
        read: async (source, request) => {
          log.requests.push(request)
          if (fails) throw new Error('the line is dead')
          const list = request.columns === undefined ? sql`*` : joinSql(request.columns.map(identifier), ', ')
          const cut =
            request.time === undefined
              ? sql``
              : sql` WHERE ${identifier(request.time.column)} < ${request.time.to}`
          await data.run(
            sql`CREATE TABLE ${identifier(request.into)} AS SELECT ${list} FROM (${rawSql(source.table)})${cut}`,
          )
        },
        close: () => {
          log.closed.push(connection)
          return Promise.resolve()
        },
      })
    },
  }
}

const columns = { customer: 'text', at: 'timestamp', amount: 'number?' } as const
const mapping = { customer: 'customer_id', at: 'happened', amount: 'order_value' }
const declaredOf = (source: Source) => table(source, { columns, mapping, time: 'at', lookbackDays: 30 })

async function extracted(sources: Readonly<Record<string, SourceTable>>) {
  const { definition } = extract(sources, source => scoringWindow(source, asOf))
  const context = { data, log: () => undefined } as unknown as StepContext
  return (await definition.run({} as never, context)) as Record<string, ExtractedTable>
}

const rowsOf = (it: ExtractedTable | undefined) =>
  data.rows(sql`SELECT * FROM ${data.dataset((it as ExtractedTable).dataset)} ORDER BY ALL`)

describe('a source whose columns have other names', () => {
  test('is read by its own names and known by the declared ones', async () => {
    const { events: it } = await extracted({ events: declaredOf(sourceOf(events)) })
    expect(await rowsOf(it)).toEqual([{ customer: 'a', at: new Date('2026-03-15T00:00:00Z'), amount: 1.5 }])
    expect(it?.missing).toEqual([])
    expect(it?.actual.columns.map(({ name }) => name)).toEqual([
      'customer_id',
      'happened',
      'order_value',
      'channel',
    ])
  })

  test('is asked for its own names: columns, types, and the window on its time column', async () => {
    await extracted({ events: declaredOf(sourceOf(events)) })
    const types = { customer_id: 'text', happened: 'timestamp', order_value: 'number' }
    expect(log.wanted).toEqual([types])
    expect(log.requests).toEqual([
      {
        into: 'extract_events',
        columns: ['customer_id', 'happened', 'order_value'],
        time: { column: 'happened', from: new Date('2026-02-14T00:00:00Z'), to: asOf },
        types,
      },
    ])
  })

  test('may give one column under two names', async () => {
    const twice = table(sourceOf(events), {
      columns: { customer: 'text', id: 'text' },
      mapping: { customer: 'customer_id', id: 'customer_id' },
    })
    const { events: it } = await extracted({ events: twice })
    expect(await rowsOf(it)).toEqual([
      { customer: 'a', id: 'a' },
      { customer: 'b', id: 'b' },
    ])
    expect(log.requests[0]?.columns).toEqual(['customer_id'])
  })
})

describe('a declared column that the source does not have', () => {
  test('is named, and undeclared columns come along to show where it may have gone', async () => {
    const renamed = events.replace('order_value, channel)', 'value, channel)')
    const { events: it } = await extracted({ events: declaredOf(sourceOf(renamed)) })
    expect(it?.missing).toEqual(['amount'])
    expect(await rowsOf(it)).toEqual([
      { customer: 'a', at: new Date('2026-03-15T00:00:00Z'), value: 1.5, channel: 'web' },
    ])
  })

  test('is not asked for a window when it is the time', async () => {
    const timeless = events.replace('happened', 'happened_on')
    const { events: it } = await extracted({ events: declaredOf(sourceOf(timeless)) })
    expect(it?.missing).toEqual(['at'])
    expect(log.requests[0]?.time).toBeUndefined()
    expect(it?.dataset.rows).toBe(2)
  })
})

describe('snapshots', () => {
  test('sources of one connection are read from one snapshot, others from their own', async () => {
    await extracted({
      a: declaredOf(sourceOf(events, 'warehouse')),
      b: table(sourceOf('SELECT 1.0::DOUBLE AS n', 'file'), { columns: { n: 'number' } }),
      c: table(sourceOf('SELECT 2.0::DOUBLE AS n', 'warehouse'), { columns: { n: 'number' } }),
    })
    expect(log.opened).toEqual(['warehouse', 'file'])
    expect(log.closed).toEqual(['warehouse', 'file'])
  })

  test('are closed also when a read fails', async () => {
    const failing = declaredOf(sourceOf(events, 'warehouse', true))
    await expect(extracted({ events: failing })).rejects.toThrow('the line is dead')
    expect(log.closed).toEqual(['warehouse'])
  })
})

describe('the key of an extract', () => {
  const keyOf = (declared: SourceTable, at = asOf) =>
    extract({ events: declared }, source => scoringWindow(source, at)).definition
  const plain = () => declaredOf(sourceOf(events))

  test('holds the run: each run reads once', () => {
    expect(keyOf(plain()).keyed).toBe('run')
  })

  test.each<[string, () => SourceTable, Date?]>([
    ['the source', () => declaredOf(sourceOf(`${events} WHERE true`))],
    ['the mapping', () => table(sourceOf(events), { columns, time: 'at', lookbackDays: 30 })],
    [
      'the columns',
      () =>
        table(sourceOf(events), {
          columns: { ...columns, channel: 'text' },
          mapping,
          time: 'at',
          lookbackDays: 30,
        }),
    ],
    ['the time column', () => table(sourceOf(events), { columns, mapping, lookbackDays: 30 })],
    ['the look-back', () => table(sourceOf(events), { columns, mapping, time: 'at', lookbackDays: 31 })],
    ['the instant', plain, new Date('2026-03-16T00:00:01Z')],
  ])('differs with %s', (_name, other, at) => {
    expect(keyOf(other(), at).definition).not.toEqual(keyOf(plain()).definition)
    expect(keyOf(other(), at).definition).toEqual(keyOf(other(), at).definition)
  })

  test('without a look-back everything before the instant is read', () => {
    const all = table(sourceOf(events), { columns, mapping, time: 'at' })
    expect(scoringWindow(all, asOf)).toEqual({ to: asOf })
  })
})

test('bound without data, it gives empty tables of the declared columns', async () => {
  const { definition } = extract({ events: declaredOf(sourceOf(events)) }, () => ({ to: asOf }))
  const run = { id: 'check', pipeline: 'p', deployment: 'd', asOf }
  const tables = (await definition.bind?.({} as never, { data, run })) as Record<string, ExtractedTable>
  expect(tables['events']?.dataset).toMatchObject({ rows: 0 })
  expect(tables['events']?.dataset.schema.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'customer text',
    'at timestamp',
    'amount number',
  ])
  expect(log.opened).toEqual([])
})
