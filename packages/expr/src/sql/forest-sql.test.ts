import { expect, test } from 'vitest'
import { SqlTooLarge } from '../errors/sql-too-large.ts'
import { call, column, forest, literal } from '../node/build.ts'
import { CATEGORY, MISSING_LEFT } from '../node/forest.ts'
import { grownForest } from '../testing/forest-arbitrary.ts'
import { duckdb } from './duckdb.ts'
import { exprSql } from './expr-sql.ts'
import { postgres } from './postgres.ts'
import { selectSql } from './select.ts'

const [a, b] = [column('a', 'number'), column('b', 'number')]
const trees = forest([a, b], {
  base: 0.5,
  roots: [0, 1],
  feature: [0, 1],
  threshold: [1.5, 0],
  flags: [MISSING_LEFT, CATEGORY],
  left: [-1, -3],
  right: [-2, -4],
  leaves: [1, 2, 10, 20],
  sets: [[0, 3]],
})

test('a tree is a CASE whose ELSE is where missing values go', () => {
  expect(exprSql(duckdb, trees, { nanSafe: false })).toBe(
    `(0.5e0 + CASE WHEN "a"::DOUBLE > 1.5e0 THEN 2e0 ELSE 1e0 END + ` +
      `CASE WHEN list_contains([0e0, 3e0], "b"::DOUBLE) THEN 10e0 ELSE 20e0 END)`,
  )
  expect(exprSql(postgres, trees)).toContain(`IN ('0e0'::float8, '3e0'::float8)`)
})

test('inputs and a forest are computed once, however many outputs read it', () => {
  const outputs = {
    margin: trees,
    probability: call('sigmoid', trees),
    twice: call('add', trees, literal(1)),
  }
  for (const dialect of [duckdb, postgres]) {
    const sql = selectSql(dialect, { outputs, from: 't' })
    expect(sql.split('CASE WHEN sluice_1 > ')).toHaveLength(2)
    expect(sql.split('AS sluice_1')).toHaveLength(2)
  }
})

test('a large forest is refused with its size, the budget and the way out', () => {
  const large = forest([a, b], grownForest({ trees: 40, leaves: 31, inputs: 2 }))
  const options = { outputs: { large }, from: 't', budget: 5000 }
  expect(() => selectSql(duckdb, options)).toThrow(SqlTooLarge)
  expect(() => selectSql(duckdb, options)).toThrow(
    /^the SQL of the expression has 50\d\d characters or more; the budget is 5000\. Train with fewer trees/,
  )
  expect(() => exprSql(postgres, large, { budget: 200_000 })).not.toThrow()
})

test('a tree that is too deep for parsers is refused', () => {
  const chain = Array.from({ length: 300 }, (_, i) => i)
  const deep = forest([a], {
    base: 0,
    roots: [0],
    feature: chain.map(() => 0),
    threshold: chain,
    flags: chain.map(() => 0),
    left: chain.map(i => -1 - i),
    right: chain.map(i => (i < 299 ? i + 1 : -301)),
    leaves: [...chain, 300],
    sets: [],
  })
  expect(() => exprSql(duckdb, deep)).toThrow('is nested 251 levels deep or more; databases bear 250')
})
