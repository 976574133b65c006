import { expect, test } from 'vitest'
import { call, column, literal, lookup } from '../node/build.ts'
import { duckdb } from './duckdb.ts'
import { exprSql } from './expr-sql.ts'
import { postgres } from './postgres.ts'
import { selectSql } from './select.ts'

const [x, s] = [column('x', 'number'), column('s', 'text')]
const clean = { nanSafe: false }

test.each([
  [call('add', x, literal(0.1)), '("x"::DOUBLE + 0.1e0)'],
  [call('less', x, literal(-2)), '("x"::DOUBLE < (-2e0))'],
  [call('divide', x, literal(3)), '("x"::DOUBLE / 3e0)'],
  [call('equal', s, literal("it's")), `("s" = 'it''s')`],
  [
    call('largest', call('smallest', x, literal(3)), literal(1)),
    'CASE WHEN "x"::DOUBLE IS NOT NULL THEN greatest(least("x"::DOUBLE, 3e0), 1e0) END',
  ],
  [
    lookup({ input: s, type: 'number', keys: ['a'], values: [1], missing: 0, unknown: 0 }),
    `CASE "s" WHEN 'a' THEN 1e0 ELSE 0e0 END`,
  ],
])('DuckDB over clean columns: %#', (node, sql) => {
  expect(exprSql(duckdb, node, clean)).toBe(sql)
})

test('a part that several outputs read is computed in an inner SELECT', () => {
  const sum = call('add', x, column('y', 'number'))
  const outputs = { margin: sum, decision: call('greaterOrEqual', sum, literal(2)) }
  expect(selectSql(duckdb, { ...clean, outputs, from: 't', keep: ['id'] })).toBe(
    `SELECT "id", CASE WHEN sluice_1 <> 'NaN'::DOUBLE THEN sluice_1 END AS "margin", ` +
      `(CASE WHEN sluice_1 <> 'NaN'::DOUBLE THEN sluice_1 END >= 2e0) AS "decision" ` +
      `FROM (SELECT "id", "x", "y", ("x"::DOUBLE + "y"::DOUBLE) AS sluice_1 FROM "t") AS sluice_2`,
  )
})

test('names that are made up differ from those of the columns', () => {
  const sum = call('add', column('Sluice_1', 'number'), x)
  expect(selectSql(duckdb, { outputs: { a: sum, b: sum }, from: 't' })).toContain('AS sluice__1')
})

test('PostgreSQL computes ordinary rows as they stand and guards the others', () => {
  const sql = exprSql(postgres, call('multiply', x, literal(0.5)))
  expect(sql).toContain(`IS NOT FALSE THEN ("x"::float8 * '0.5e0'::float8) ELSE (SELECT CASE`)
})

test('PostgreSQL guards nothing where nothing can leave the range of a double', () => {
  expect(exprSql(postgres, call('greaterOrEqual', call('abs', x), literal(1)), clean)).toBe(
    `(abs("x"::float8) >= '1e0'::float8)`,
  )
})

test('a text with a NUL character is refused for PostgreSQL, which cannot hold it', () => {
  const node = call('equal', s, literal('a\0b'))
  expect(() => exprSql(postgres, node)).toThrow('text constant "a\\u0000b": holds a NUL character')
  expect(exprSql(duckdb, node)).toBe(`("s" = ('a' || chr(0) || 'b'))`)
})
