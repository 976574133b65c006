import assert from 'node:assert/strict'
import { sql, type DataSession } from '@sluice/core'
import type { ContractCase } from '../contract-case.ts'
import { typesOf } from './result.ts'

type Case = ContractCase<DataSession>

/** Statements, bound values and small results. */
export const rowCases: readonly Case[] = [
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
