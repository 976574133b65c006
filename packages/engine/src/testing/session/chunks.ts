import assert from 'node:assert/strict'
import { identifier, sql, type Chunk, type DataSession, type TableSchema } from '@sluice/core'
import type { ContractCase } from '../contract-case.ts'
import { collect } from './result.ts'

type Case = ContractCase<DataSession>

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

/** Streams and writers. */
export const chunkCases: readonly Case[] = [
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
        for await (const inner of data.chunks(sql`SELECT i FROM t WHERE i < ${5}`)) {
          assert.equal(inner.rows, 5)
        }
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
