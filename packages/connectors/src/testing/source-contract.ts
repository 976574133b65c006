import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identifier, rawSql, sql } from '@sluice/core'
import type { ReadRequest, Source, WantedTypes } from '@sluice/core'
import { openTestData, testContext, type TestData } from './test-context.ts'

/** A system that a source reads, filled by the contract. */
export interface SourceWorld {
  /** Makes a table whose rows are those of a DuckDB query with canonical types. */
  fill(table: string, rows: string): Promise<void>
  source(table: string): Source
  close(): Promise<void>
}

/** What a source can do; the contract asks for these, never for its name. */
export interface SourceCapabilities {
  /** Tables of one system have one connection. */
  readonly sharedConnection: boolean
  /** A table without rows still has columns. */
  readonly emptyTables: boolean
  /** Texts that must not occur in a description. */
  readonly secrets?: readonly string[]
}

const facts = `
  SELECT * FROM (VALUES
    ('a', 1.5::DOUBLE, true, TIMESTAMP '2026-01-01 00:00:00.123456', 'plain'),
    ('b', NULL, NULL, NULL, NULL),
    ('é "q", 東京', -1e300, false, TIMESTAMP '1969-12-31 23:59:59.999999', 'two
lines'),
    ('007', 0.1, true, TIMESTAMP '2026-02-01 00:00:00', '  spaces  '),
    ('NULL', 123456789012, false, TIMESTAMP '2026-02-01 00:00:00.000001', '''; DROP TABLE x --')
  ) AS t("key", "Odd ""name", flag, "at", note)`

const types: WantedTypes = {
  key: 'text',
  'Odd "name': 'number',
  flag: 'boolean',
  at: 'timestamp',
  note: 'text',
}

/** The behaviour that every source must have. `open` makes a system that the contract fills. */
export function sourceContract(
  name: string,
  capabilities: SourceCapabilities,
  open: (test: TestData) => Promise<SourceWorld>,
): void {
  describe(`source contract: ${name}`, () => {
    let testData: TestData
    let world: SourceWorld
    let reads = 0

    beforeAll(async () => {
      testData = await openTestData()
      world = await open(testData)
      await world.fill('facts', facts)
      await world.fill('many', `SELECT 'k' || i AS "key", i::DOUBLE AS n FROM range(5000) r(i)`)
    })
    afterAll(async () => {
      await world.close()
      await testData.close()
    })

    const logs: string[] = []
    const context = (signal?: AbortSignal) =>
      testContext(testData.data, {
        log: message => logs.push(message),
        ...(signal !== undefined && { signal }),
      })
    const into = () => `read_${(reads += 1)}`

    async function read(source: Source, request: Partial<ReadRequest> = {}): Promise<string> {
      const table = into()
      const snapshot = await source.open(context())
      try {
        await snapshot.read(source, { ...request, into: table })
        await testData.data.run(
          sql`CREATE TABLE ${identifier(`${table}_kept`)} AS SELECT * FROM ${identifier(table)}`,
        )
      } finally {
        await snapshot.close()
      }
      return `${table}_kept`
    }
    const rowsOf = (table: string, order = '"key"') =>
      testData.data.rows(rawSql<Record<string, unknown>>(`SELECT * FROM "${table}" ORDER BY ${order}`))
    const schemaOf = async (source: Source, wanted?: WantedTypes) => {
      const snapshot = await source.open(context())
      return snapshot.schema(source, wanted).finally(() => snapshot.close())
    }

    test("gives canonical types under the source's own names", async () => {
      const { columns } = await schemaOf(world.source('facts'), types)
      expect(Object.fromEntries(columns.map(column => [column.name, column.type]))).toEqual(types)
    })

    test('reads every value exactly', async () => {
      const table = await read(world.source('facts'), { types })
      const list = '"key", "Odd ""name", flag, "at", note'
      const different = await testData.data.rows(
        rawSql(`(SELECT ${list} FROM (${facts}) EXCEPT ALL SELECT ${list} FROM "${table}")
                UNION ALL (SELECT ${list} FROM "${table}" EXCEPT ALL SELECT ${list} FROM (${facts}))`),
      )
      expect(different).toEqual([])
    })

    test('gives what it says: the schema of the rows is the schema', async () => {
      const table = await read(world.source('facts'), { types })
      const described = await testData.data.describe(rawSql(`SELECT * FROM "${table}"`))
      const { columns } = await schemaOf(world.source('facts'), types)
      expect(described.columns.map(({ name, type }) => ({ name, type }))).toEqual(
        columns.map(({ name, type }) => ({ name, type })),
      )
    })

    test('reads only the columns that are asked for, in that order', async () => {
      const [row] = await rowsOf(await read(world.source('facts'), { columns: ['note', 'key'], types }))
      expect(Object.keys(row ?? {})).toEqual(['note', 'key'])
    })

    test.each([
      ['from is inclusive', '2026-02-01T00:00:00Z', '2027-01-01T00:00:00Z', ['007', 'NULL']],
      ['to is exclusive, to the microsecond', undefined, '2026-02-01T00:00:00Z', ['a', 'é "q", 東京']],
      ['nothing before from', '2026-02-01T00:00:00.001Z', '2027-01-01T00:00:00Z', []],
    ])('cuts rows by time: %s', async (_name, from, to, keys) => {
      const time = {
        column: 'at',
        to: new Date(to),
        ...(from !== undefined && { from: new Date(from) }),
      }
      const rows = await rowsOf(await read(world.source('facts'), { time, types, columns: ['key'] }))
      expect(rows.map(row => row['key'])).toEqual(keys)
    })

    test('tells that rows without a time are left out of a cut', async () => {
      logs.length = 0
      await read(world.source('facts'), {
        time: { column: 'at', to: new Date('2027-01-01') },
        types,
      })
      expect(logs).toContainEqual(expect.stringContaining('"at"'))
    })

    test('reads more rows than fit into one chunk', async () => {
      const rows = await rowsOf(await read(world.source('many')), 'n')
      expect(rows).toHaveLength(5000)
      expect(rows[4999]).toEqual({ key: 'k4999', n: 4999 })
    })

    test('reads the same rows as the same dataset', async () => {
      const digests: string[] = []
      for (const _ of [1, 2]) {
        const table = await read(world.source('many'))
        digests.push((await testData.data.save(rawSql(`SELECT * FROM "${table}"`))).digest)
      }
      expect(digests[0]).toBe(digests[1])
    })

    test.runIf(capabilities.sharedConnection)('reads several tables from one snapshot', async () => {
      const [some, many] = [world.source('facts'), world.source('many')]
      expect(some.connection).toBe(many.connection)
      const [intoSome, intoMany] = [into(), into()]
      const snapshot = await some.open(context())
      try {
        await snapshot.read(some, { into: intoSome })
        await snapshot.read(many, { into: intoMany })
        const counts = rawSql(
          `SELECT (SELECT count(*) FROM "${intoSome}") AS some, (SELECT count(*) FROM "${intoMany}") AS many`,
        )
        expect(await testData.data.rows(counts)).toEqual([{ some: 5, many: 5000 }])
      } finally {
        await snapshot.close()
      }
    })

    test.runIf(capabilities.emptyTables)('a table without rows has columns and no rows', async () => {
      await world.fill('nothing', `SELECT * FROM (${facts}) WHERE false`)
      expect((await schemaOf(world.source('nothing'), types)).columns).toHaveLength(5)
      expect(await rowsOf(await read(world.source('nothing'), { types }))).toEqual([])
    })

    test('a table that is not there is an error that names what is', async () => {
      const failure = await schemaOf(world.source('fakts')).catch((error: unknown) => error)
      expect(failure).toMatchObject({ retry: 'never', code: expect.stringMatching(/^source-/) })
      expect((failure as Error).message).toContain('fakts')
      expect((failure as Error).message).toContain('facts')
    })

    test('a column that is not there is an error that names the columns', async () => {
      await expect(read(world.source('facts'), { columns: ['kee'] })).rejects.toMatchObject({
        code: 'source-column-invalid',
        message: expect.stringContaining('note'),
      })
    })

    test('a time column without times is an error', async () => {
      const time = { column: 'note', to: new Date() }
      await expect(read(world.source('facts'), { time })).rejects.toMatchObject({
        code: 'source-column-invalid',
        column: 'note',
      })
    })

    test('stops when the signal is aborted', async () => {
      const reason = new Error('cancelled')
      const opened = async () => {
        const source = world.source('many')
        const snapshot = await source.open(context(AbortSignal.abort(reason)))
        await snapshot.read(source, { into: into() }).finally(() => snapshot.close())
      }
      await expect(opened()).rejects.toBe(reason)
    })

    test('its description is JSON and holds no secret', () => {
      const { describe: description, connection, table } = world.source('facts')
      const text = JSON.stringify([description, connection, table])
      expect(JSON.parse(text)[0]).toEqual(description)
      for (const secret of capabilities.secrets ?? []) expect(text).not.toContain(secret)
    })
  })
}
