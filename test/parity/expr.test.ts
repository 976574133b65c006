import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exprSql, isExact, selectSql, simplify, typeOf, type ExprNode, type Value } from '@sluice/expr'
import {
  anyExact,
  asOutputs,
  caseRow,
  casesToJson,
  dialectContract,
  facts,
  generatedRows,
  inexactExpressions,
  javascriptEngines,
  sameCell,
  shownCell,
  ulpsBetween,
  type CaseRow,
  type DialectWorld,
} from '@sluice/expr/testing'
import { openDuckdb } from './duckdb-world.ts'
import { openPostgres } from './postgres-world.ts'
import { regressions } from './regressions.ts'

type World = DialectWorld & { close(): Promise<void> }

const url = process.env['SLUICE_TEST_POSTGRES']
const required = process.env['CI'] !== undefined || process.env['SLUICE_TEST_POSTGRES_REQUIRED'] !== undefined
const absent = 'SLUICE_TEST_POSTGRES is not set: npm test starts a PostgreSQL and sets it'

describe('JavaScript', () => {
  test.each(regressions())('$name', ({ node, rows }) => compareJavascript([node], rows))

  test.each(facts)('%s', async (_name, node, row, expected) => {
    for (const engine of javascriptEngines) {
      const [[found = null] = []] = await engine.evaluate([node], [row])
      expect([engine.name, found]).toEqual([engine.name, expected])
    }
  })

  test('generated code, interpreter, rows and batches give the same bits', async () => {
    const nodes = fc.array(fc.oneof({ weight: 4, arbitrary: anyExact }, inexactExpressions), {
      minLength: 1,
      maxLength: 8,
    })
    const cases = fc.tuple(nodes, fc.array(caseRow, { minLength: 1, maxLength: 12 }))
    await fc.assert(
      fc.asyncProperty(cases, ([nodes, rows]) => compareJavascript(nodes, rows)),
      { numRuns: 400, seed: 7 },
    )
  })

  test('simplified expressions give the same bits', async () => {
    const cases = fc.tuple(
      fc.oneof(anyExact, inexactExpressions),
      fc.array(caseRow, { minLength: 1, maxLength: 8 }),
    )
    await fc.assert(
      fc.asyncProperty(cases, async ([node, rows]) => {
        const simple = simplify(node)
        expect(typeOf(simple)).toBe(typeOf(node))
        const [before = [], after = []] = await generatedRows.evaluate([node, simple], rows)
        rows.forEach((row, r) => expectSame('simplified', node, row, [after[r] ?? null, before[r] ?? null]))
      }),
      { numRuns: 600, seed: 7 },
    )
  })
})

describe('DuckDB', () => {
  inWorld(openDuckdb)
})

describe.skipIf(url === undefined && !required)(`PostgreSQL${url === undefined ? `: ${absent}` : ''}`, () => {
  inWorld(openRequired)
})

function openRequired(): Promise<World> {
  if (url === undefined) throw new Error(absent)
  return openPostgres(url)
}

function inWorld(open: () => Promise<World>): void {
  let world: World
  beforeAll(async () => {
    world = await open()
  })
  afterAll(() => world.close())

  test.each(regressions())('$name', async ({ node, rows }) => {
    const { dialect } = world
    await world.load('regression', rows)
    const [expected = []] = await generatedRows.evaluate([node], rows)
    const ways = [
      selectSql(dialect, { outputs: asOutputs([node]), from: 'regression', keep: ['position'] }),
      `SELECT position, ${exprSql(dialect, node)} AS o0 FROM regression`,
    ]
    for (const sql of ways) {
      const found = await world.query(`SELECT * FROM (${sql}) AS results ORDER BY position`, {
        position: 'number',
        o0: typeOf(node),
      })
      rows.forEach((row, r) =>
        expectSame(dialect.name, node, row, [found[r]?.['o0'] ?? null, expected[r] ?? null]),
      )
    }
  })

  test.each(dialectContract(() => world))('$name', ({ verify }) => verify(), 120_000)
}

async function compareJavascript(nodes: readonly ExprNode[], rows: readonly CaseRow[]): Promise<void> {
  const expected = await generatedRows.evaluate(nodes, rows)
  for (const engine of javascriptEngines) {
    const found = await engine.evaluate(nodes, rows)
    nodes.forEach((node, n) =>
      rows.forEach((row, r) =>
        expectSame(engine.name, node, row, [found[n]?.[r] ?? null, expected[n]?.[r] ?? null], 0),
      ),
    )
  }
}

function expectSame(
  engine: string,
  node: ExprNode,
  row: CaseRow,
  [found, expected]: readonly [Value, Value],
  ulps: number = isExact(node) ? 0 : 2,
): void {
  if (ulps === 0 ? sameCell(found, expected) : ulpsBetween(found, expected) <= ulps) return
  throw new Error(
    `${engine} gives ${shownCell(found)}, not ${shownCell(expected)}. Keep it as a regression:\n` +
      casesToJson({ node, rows: [row] }),
  )
}
