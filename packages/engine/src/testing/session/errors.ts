import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { inspect } from 'node:util'
import { sql, type DataSession } from '@sluice/core'
import type { ContractCase } from '../contract-case.ts'
import { collect } from './result.ts'

type Case = ContractCase<DataSession>

/** Mistakes, and what is left after them. */
export const errorCases: readonly Case[] = [
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
