import assert from 'node:assert/strict'
import { sql, type DataSession, type DatasetRef } from '@sluice/core'
import type { ContractCase } from '../contract-case.ts'
import { collect, typesOf } from './result.ts'

type Case = ContractCase<DataSession>

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

/** Saved datasets. */
export const saveCases: readonly Case[] = [
  {
    name: 'save converts every type with a canonical form, and NaN becomes missing',
    async check(data) {
      const ref = await data.save(canonicalSql)
      assert.deepEqual(await data.rows(sql`FROM ${data.dataset(ref)}`), [canonicalRow])
      assert.deepEqual(Object.values(typesOf(ref.schema)), [
        'number',
        'number',
        'number',
        'number',
        'number',
        'number',
        'number',
        'number',
        'text',
        'text',
        'text',
        'timestamp',
        'timestamp',
        'timestamp',
        'number',
        'boolean',
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
      const sorted = await data.save('FROM t WHERE hash(id) % 3 > 0 ORDER BY id')
      const again = await data.save('FROM t WHERE hash(id) % 3 > 0 ORDER BY id')
      const unsorted = await data.save('FROM t WHERE hash(id) % 3 > 0')
      const reread = await data.save(sql`FROM ${data.dataset(sorted)} WHERE id >= ${0}`)
      const digests = [sorted, again, unsorted, reread].map(ref => ref.digest)
      assert.deepEqual(digests, [sorted.digest, sorted.digest, sorted.digest, sorted.digest])
      assert.ok(sorted.rows > 300_000)
      const reversed = await data.save('FROM t WHERE hash(id) % 3 > 0 ORDER BY id DESC')
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
        for (const value of (columns['h'] as { readonly values: Float64Array }).values) {
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
