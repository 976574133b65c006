import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { inspect } from 'node:util'
import {
  identifier,
  sql,
  type Chunk,
  type DataSession,
  type DatasetRef,
  type TableSchema,
} from '@sluice/core'
import type { ContractCase } from './contract-case.ts'

type Case = ContractCase<DataSession>

const rowCases: readonly Case[] = [
  {
    name: 'rows gives numbers of every kind as number, instants as Date, and missing as null',
    async check(data) {
      const query = `SELECT 1::TINYINT AS a, 9007199254740991 AS b, 170141183460469231731687303715884105727::HUGEINT AS c,
        0.1::DECIMAL(38, 20) AS d, 'NaN'::DOUBLE AS e, 'inf'::DOUBLE AS f, DATE '2024-02-29' AS g,
        TIMESTAMP '1969-12-31 23:59:59.9999' AS h, TIMESTAMPTZ '2024-01-01 00:00:00+02' AS i, NULL AS j,
        true AS k, 'é' AS l, [1, 2] AS m, {'x': 1} AS n, TIME '10:00:00' AS o, 'x'::ENUM('x') AS p`
      assert.deepEqual(await data.rows(query), [
        {
          a: 1,
          b: 9_007_199_254_740_991,
          c: 2 ** 127,
          d: 0.1,
          e: null,
          f: Number.POSITIVE_INFINITY,
          g: new Date('2024-02-29T00:00:00Z'),
          h: new Date('1969-12-31T23:59:59.999Z'),
          i: new Date('2023-12-31T22:00:00Z'),
          j: null,
          k: true,
          l: 'é',
          m: [1, 2],
          n: { x: 1 },
          o: '10:00:00',
          p: 'x',
        },
      ])
    },
  },
  {
    name: 'values are bound, not pasted',
    async check(data) {
      const hostile = `'); DROP TABLE t; --`
      await data.run('CREATE TABLE t (a VARCHAR)')
      await data.run(sql`INSERT INTO t VALUES (${hostile}), (${null})`)
      assert.deepEqual(await data.rows(sql`SELECT a FROM t WHERE a = ${hostile}`), [{ a: hostile }])
      const when = new Date('2024-05-06T07:08:09.123Z')
      const values = sql`SELECT ${1.5} AS a, ${-0} AS b, ${2 ** 40} AS c, ${2n ** 70n} AS d, ${when} AS e,
        ${'x'} IN (SELECT unnest(${['x', 'y']})) AS f, len(${[1, 2.5]}) AS g, ${true} AS h`
      const expected = { a: 1.5, b: -0, c: 2 ** 40, d: 2 ** 70, e: when, f: true, g: 2, h: true }
      assert.deepEqual(await data.rows(values), [expected])
    },
  },
  {
    name: 'describe tells canonical types without running the query',
    async check(data) {
      await data.run('CREATE SEQUENCE s')
      const query = sql`SELECT nextval('s') AS id, ${'x'} AS name, now() AS at, 1 > ${2} AS big, 1.5 AS "Mixed case"`
      assert.deepEqual(typesOf(await data.describe(query)), {
        id: 'number',
        name: 'text',
        at: 'timestamp',
        big: 'boolean',
        'Mixed case': 'number',
      })
      assert.deepEqual(await data.rows(`SELECT nextval('s') AS id`), [{ id: 1 }])
    },
  },
  {
    name: 'statements run one after another when they are not awaited',
    async check(data) {
      const created = data.run('CREATE TABLE t AS SELECT 1 AS a')
      const read = data.rows('SELECT a FROM t')
      const more = Array.from({ length: 20 }, (_, i) => data.rows(sql`SELECT ${i} AS i`))
      await created
      assert.deepEqual(await read, [{ a: 1 }])
      assert.deepEqual(
        (await Promise.all(more)).flat(),
        more.map((_, i) => ({ i })),
      )
    },
  },
]

const everyType: TableSchema = {
  columns: [
    { name: 'n', type: 'number', nullable: true },
    { name: 't', type: 'text', nullable: true },
    { name: 'b', type: 'boolean', nullable: true },
    { name: 'at', type: 'timestamp', nullable: true },
  ],
}

const extremes: Chunk = {
  rows: 6,
  columns: {
    n: {
      type: 'number',
      values: Float64Array.of(0, -0, Number.NaN, Infinity, 5e-324, -1.797_693_134_862_315_7e308),
    },
    t: { type: 'text', values: ['', null, 'short', 'é'.repeat(40), '\u{FEFF}a\0b', '\u{1F600} exactly'] },
    b: { type: 'boolean', values: Uint8Array.of(0, 1, 2, 1, 0, 2) },
    at: {
      type: 'timestamp',
      values: Float64Array.of(0, -1, Number.NaN, Infinity, -Infinity, 1_714_979_289_123_456),
    },
  },
}

const chunkCases: readonly Case[] = [
  {
    name: 'what a writer writes is what chunks gives, bit for bit',
    async check(data) {
      const writer = await data.writer('Some "table"', everyType)
      await writer.write(extremes)
      await writer.close()
      assert.deepEqual(await collect(data.chunks(sql`FROM ${identifier('Some "table"')}`)), extremes)
    },
  },
  {
    name: 'what a writer writes is what a saved dataset holds, bit for bit',
    async check(data) {
      const writer = await data.writer('t', everyType)
      await writer.write(extremes)
      await writer.close()
      const ref = await data.save('FROM t')
      assert.deepEqual(await collect(data.chunks(sql`FROM ${data.dataset(ref)}`)), extremes)
    },
  },
  {
    name: 'rows of a writer appear all at once, when it is closed',
    async check(data) {
      const writer = await data.writer('t', everyType)
      for (let i = 0; i < 3; i += 1) await writer.write(numbered(i * 200_000, 200_000))
      assert.deepEqual(await data.rows('SELECT count(*) AS n FROM t'), [{ n: 0 }])
      await writer.close()
      const expected = [{ n: 600_000, total: 179_999_700_000, texts: 600_000 }]
      const counted = 'SELECT count(*) AS n, sum(n) AS total, count(DISTINCT t) AS texts FROM t'
      assert.deepEqual(await data.rows(counted), expected)
    },
  },
  {
    name: 'a chunk that does not fit the schema is refused with the column',
    async check(data) {
      const writer = await data.writer('t', everyType)
      const { n, t, b, at } = extremes.columns as Required<typeof extremes.columns>
      const wrong = [
        { rows: 6, columns: { n, t, b } },
        { rows: 6, columns: { n, t: n, b, at } },
        { rows: 5, columns: { n, t, b, at } },
      ] as Chunk[]
      for (const chunk of wrong) await assert.rejects(writer.write(chunk), { code: 'chunk-invalid' })
    },
  },
  {
    name: 'inside a loop over chunks the session stays usable: other statements, streams, writers, saves',
    async check(data) {
      await data.run('CREATE TABLE t AS SELECT i FROM range(10_000) r(i)')
      const writer = await data.writer('copy', { columns: [{ name: 'i', type: 'number', nullable: false }] })
      let rows = 0
      for await (const chunk of data.chunks('SELECT i FROM t ORDER BY i')) {
        rows += chunk.rows
        await writer.write(chunk)
        await data.rows('SELECT count(*) AS n FROM t')
        for await (const inner of data.chunks(sql`SELECT i FROM t WHERE i < ${5}`))
          assert.equal(inner.rows, 5)
        await data.save('SELECT max(i) AS i FROM t')
      }
      await writer.close()
      assert.equal(rows, 10_000)
      assert.deepEqual(await data.rows('SELECT count(*) AS n, sum(i) AS s FROM copy'), [
        { n: 10_000, s: 49_995_000 },
      ])
    },
  },
  {
    name: 'a loop over chunks may be left early',
    async check(data) {
      for await (const chunk of data.chunks('SELECT i FROM range(1_000_000) r(i)')) {
        assert.ok(chunk.rows > 0)
        break
      }
      assert.deepEqual(await data.rows('SELECT 1 AS a'), [{ a: 1 }])
    },
  },
  {
    name: 'chunks sees temporary tables, views and variables of the session',
    async check(data) {
      await data.run('CREATE TEMP VIEW v AS SELECT i::DOUBLE AS i FROM range(3) r(i)')
      await data.run('SET VARIABLE factor = 10')
      const { columns } = await collect(
        data.chunks(`SELECT i * getvariable('factor') AS x FROM v ORDER BY x DESC`),
      )
      assert.deepEqual(columns['x'], { type: 'number', values: Float64Array.of(20, 10, 0) })
      const left = await data.rows(`SELECT table_name FROM duckdb_tables()`)
      assert.deepEqual(left, [])
    },
  },
  {
    name: 'chunks resolves names as the session does after USE',
    async check(data) {
      await data.run('CREATE SCHEMA other')
      await data.run('CREATE TABLE main.t AS SELECT 1 AS a')
      await data.run('CREATE TABLE other.t AS SELECT 2 AS a')
      await data.run('USE other')
      const { columns } = await collect(data.chunks('FROM t'))
      assert.deepEqual(columns['a'], { type: 'number', values: Float64Array.of(2) })
    },
  },
  {
    name: 'an empty result has no chunks',
    async check(data) {
      assert.deepEqual(await collect(data.chunks('SELECT 1 AS a WHERE false')), { rows: 0, columns: {} })
    },
  },
]

const canonicalSql = `
  SELECT 1::TINYINT AS a, 1::UBIGINT AS b, 0.1::FLOAT AS c, 'NaN'::FLOAT AS d, 'NaN'::DOUBLE AS e,
    0.41809884672577885::DECIMAL(38, 20) AS f, 12345678.90::DECIMAL(15, 2) AS g,
    18446744073709551617::HUGEINT AS h, '{"a": 1}'::JSON AS i, 'x'::ENUM('x', 'y') AS j,
    'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::UUID AS k, DATE '2024-02-29' AS l, TIMESTAMP_NS '2024-01-01 00:00:00.123456789' AS m,
    TIMESTAMPTZ '2024-01-01 00:00:00+02' AS n, NULL AS o, true AS p`

const canonicalRow = {
  a: 1,
  b: 1,
  c: Math.fround(0.1),
  d: null,
  e: null,
  f: 0.418_098_846_725_778_85,
  g: 12_345_678.9,
  h: 2 ** 64,
  i: '{"a": 1}',
  j: 'x',
  k: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  l: new Date('2024-02-29T00:00:00Z'),
  m: new Date('2024-01-01T00:00:00.123Z'),
  n: new Date('2023-12-31T22:00:00Z'),
  o: null,
  p: true,
}

const saveCases: readonly Case[] = [
  {
    name: 'save converts every type with a canonical form, and NaN becomes missing',
    async check(data) {
      const ref = await data.save(canonicalSql)
      assert.deepEqual(await data.rows(sql`FROM ${data.dataset(ref)}`), [canonicalRow])
      assert.deepEqual(Object.values(typesOf(ref.schema)), [
        ...['number', 'number', 'number', 'number', 'number', 'number', 'number', 'number'],
        ...['text', 'text', 'text', 'timestamp', 'timestamp', 'timestamp', 'number', 'boolean'],
      ])
      const nullable = ref.schema.columns.filter(column => column.nullable).map(column => column.name)
      assert.deepEqual(nullable, ['d', 'e', 'o'])
    },
  },
  ...(
    [
      ['[1, 2]', 'INTEGER[]', 'to_json("c")::VARCHAR'],
      ["{'x': 1}", 'STRUCT(x INTEGER)', 'to_json("c")::VARCHAR'],
      ["MAP {'x': 1}", 'MAP(VARCHAR, INTEGER)', 'to_json("c")::VARCHAR'],
      ["TIME '10:00'", 'TIME', '"c"::VARCHAR'],
      ['INTERVAL 1 DAY', 'INTERVAL', 'epoch("c")'],
      ["'a'::BLOB", 'BLOB', 'hex("c")'],
    ] as const
  ).map(([value, type, cast]) => ({
    name: `save refuses a column of type ${type} and names the cast, which then works`,
    async check(data: DataSession) {
      const query = `SELECT ${value} AS c`
      await assert.rejects(data.save(query), { code: 'column-unsupported', column: 'c', type, cast })
      await assert.rejects(data.describe(query), { code: 'column-unsupported' })
      const ref = await data.save(`SELECT ${cast} AS c FROM (${query})`)
      assert.equal(ref.rows, 1)
    },
  })),
  ...['9007199254740993', '-9007199254740993', '18446744073709551615::UBIGINT'].map(value => ({
    name: `a 64-bit integer that no number holds is refused: ${value}`,
    async check(data: DataSession) {
      const query = `SELECT 1 AS a, x AS id FROM (VALUES (NULL), (${value})) v(x)`
      await assert.rejects(data.save(query), { code: 'column-inexact', column: 'id' })
      await assert.rejects(collect(data.chunks(query)), { code: 'column-inexact', column: 'id' })
      const ref = await data.save(`SELECT a, id::VARCHAR AS id FROM (${query})`)
      assert.equal(ref.rows, 2)
    },
  })),
  {
    name: 'two columns with one name are refused, also when only the case differs',
    async check(data) {
      for (const query of ['SELECT 1 AS a, 2 AS a', 'SELECT 1 AS a, 2 AS "A"']) {
        await assert.rejects(data.save(query), { code: 'column-duplicate', columns: ['a'] })
      }
    },
  },
  {
    name: 'values are bound in saved queries too, and a semicolon or comment at the end does no harm',
    async check(data) {
      const ref = await data.save(
        sql`SELECT ${"it's"} AS a, i FROM range(5) r(i) WHERE i >= ${3} ORDER BY i; `,
      )
      assert.deepEqual(await data.rows(sql`FROM ${data.dataset(ref)}`), [
        { a: "it's", i: 3 },
        { a: "it's", i: 4 },
      ])
      assert.equal((await data.save('SELECT 1 AS a -- the end')).rows, 1)
    },
  },
  {
    name: 'an empty dataset keeps its columns',
    async check(data) {
      const ref = await data.save(`SELECT 1 AS a, 'x' AS b WHERE false`)
      assert.equal(ref.rows, 0)
      assert.deepEqual(typesOf(ref.schema), { a: 'number', b: 'text' })
      assert.deepEqual(typesOf(await data.describe(sql`FROM ${data.dataset(ref)}`)), {
        a: 'number',
        b: 'text',
      })
    },
  },
  {
    name: 'equal rows in equal order have equal digests, however they were computed',
    async check(data) {
      await data.run(manyRows)
      const sorted = await data.save('FROM t WHERE id % 3 = 0 ORDER BY id')
      const again = await data.save('FROM t WHERE id % 3 = 0 ORDER BY id')
      const unsorted = await data.save('FROM t WHERE id % 3 = 0')
      const reread = await data.save(sql`FROM ${data.dataset(sorted)} WHERE id >= ${0}`)
      const digests = [sorted, again, unsorted, reread].map(ref => ref.digest)
      assert.deepEqual(digests, [sorted.digest, sorted.digest, sorted.digest, sorted.digest])
      assert.equal(sorted.rows, 200_000)
      const reversed = await data.save('FROM t WHERE id % 3 = 0 ORDER BY id DESC')
      assert.notEqual(reversed.digest, sorted.digest)
    },
  },
  {
    name: 'a dataset keeps the order of the query',
    async check(data) {
      await data.run(manyRows)
      const ref: DatasetRef = await data.save('SELECT id FROM t WHERE id % 2 = 0 ORDER BY hash(id)')
      let last = -1
      const rows = sql`SELECT (hash(id::BIGINT) >> 11)::DOUBLE AS h FROM ${data.dataset(ref)}`
      for await (const { columns } of data.chunks(rows)) {
        for (const value of columns['h']?.values as Float64Array) {
          assert.ok(value >= last)
          last = value
        }
      }
    },
  },
]

const manyRows = `
  CREATE TABLE t AS SELECT i AS id, hash(i) % 1000 / 7e0 AS amount, 'user' || (hash(i) % 500) AS name,
    CASE WHEN i % 10 = 0 THEN NULL ELSE i % 4 = 0 END AS flag
  FROM range(600_000) r(i)`

const errorCases: readonly Case[] = [
  {
    name: 'a mistake in a statement has its line and column, the same from every method',
    async check(data) {
      const query = `SELECT 'é',\n  revnue\nFROM (SELECT 1 AS revenue)`
      const calls = [
        data.run(query),
        data.rows(query),
        data.describe(query),
        data.save(query),
        collect(data.chunks(query)),
      ]
      for (const call of calls) {
        await assert.rejects(call, { code: 'sql-failed', type: 'Binder', position: { line: 2, column: 3 } })
      }
      await assert.rejects(data.run('SELEC 1'), {
        code: 'sql-failed',
        type: 'Parser',
        position: { line: 1, column: 1 },
      })
    },
  },
  {
    name: 'no message and no cause repeats a bound value',
    async check(data) {
      const secret = 'tok_5f8a secret'
      const statement = sql`SELECT ${secret}::INTEGER AS a, ${[secret]} AS b`
      for (const call of [data.rows(statement), data.save(sql`SELECT ${secret}::DATE AS a`)]) {
        await assert.rejects(call, (error: Error) => {
          assert.match(error.message, /Could not convert string \$1|invalid date field format: \$1/)
          assert.ok(!inspect(error, { depth: 9 }).includes('tok_5f8a'))
          return true
        })
      }
    },
  },
  {
    name: 'only a single query can be saved or described, and nothing else is run',
    async check(data) {
      await data.run('CREATE TABLE t AS SELECT 1 AS a')
      const two = 'SELECT 1 AS a; DROP TABLE t'
      for (const call of [data.save(two), data.describe(two), collect(data.chunks(two))]) {
        await assert.rejects(call, { code: 'sql-failed', message: /this is 2 statements/ })
      }
      assert.deepEqual(await data.rows('FROM t'), [{ a: 1 }])
      for (const query of [
        'SELECT 1 AS a; SELECT 2 AS a',
        'SELECT 1) x, (SELECT 2',
        'DROP TABLE t',
        '',
        '-- nothing',
      ]) {
        await assert.rejects(data.save(query), { code: 'sql-failed' })
      }
    },
  },
  {
    name: 'a session works on after an error',
    async check(data) {
      await assert.rejects(data.run('SELECT error(1)'))
      await assert.rejects(
        collect(
          data.chunks(`SELECT CASE WHEN i = 9_000 THEN error('no') ELSE i END AS x FROM range(10_000) r(i)`),
        ),
      )
      assert.deepEqual(await data.rows('SELECT 1 AS a'), [{ a: 1 }])
    },
  },
  {
    name: 'a dataset that is not in the store is an error of the statement that reads it',
    async check(data) {
      const part = data.dataset({
        kind: 'dataset',
        digest: 'ab'.repeat(32),
        rows: 1,
        bytes: 1,
        schema: { columns: [] },
      })
      await assert.rejects(data.rows(sql`FROM ${part}`), { code: 'dataset-not-found' })
    },
  },
  {
    name: 'the scratch folder exists and can be written from SQL',
    async check(data) {
      const path = `${data.scratch}/out.csv`
      await data.run(`COPY (SELECT 1 AS a) TO '${path}'`)
      assert.ok(existsSync(path))
    },
  },
]

/** What every {@link DataSession} must do, given an empty one. */
export const sessionContract: readonly Case[] = [...rowCases, ...chunkCases, ...saveCases, ...errorCases]

function typesOf(schema: TableSchema): Record<string, string> {
  return Object.fromEntries(schema.columns.map(({ name, type }) => [name, type]))
}

function numbered(from: number, rows: number): Chunk {
  return {
    rows,
    columns: {
      n: { type: 'number', values: Float64Array.from({ length: rows }, (_, i) => from + i) },
      t: { type: 'text', values: Array.from({ length: rows }, (_, i) => `customer ${from + i}`) },
      b: { type: 'boolean', values: new Uint8Array(rows) },
      at: { type: 'timestamp', values: new Float64Array(rows) },
    },
  }
}

async function collect(chunks: AsyncIterable<Chunk>): Promise<Chunk> {
  const all: Chunk[] = []
  for await (const chunk of chunks) all.push(chunk)
  if (all.length <= 1) return all[0] ?? { rows: 0, columns: {} }
  throw new Error('this helper is for results of one chunk')
}
