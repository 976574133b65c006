import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, column, isExact, parseNode, simplify, type ExprNode, type Op } from '@sluice/expr'
import {
  duckdbEngine,
  generatedBatch,
  generatedRows,
  interpretedBatch,
  interpretedRows,
  postgresEngine,
  refused,
  type Cell,
  type ParityEngine,
} from './engines.ts'
import { anyExact, rowArbitrary, type GeneratedRow } from './expression-arbitrary.ts'
import { leavesRange } from './out-of-range.ts'

const url = process.env['SLUICE_TEST_POSTGRES']
const engines: ParityEngine[] = [interpretedRows, interpretedBatch, generatedBatch]

beforeAll(async () => {
  engines.push(await duckdbEngine())
  if (url !== undefined) engines.push(await postgresEngine(url))
  else if (process.env['CI'] !== undefined)
    throw new Error('SLUICE_TEST_POSTGRES is not set: npm test starts a PostgreSQL')
})

afterAll(() => Promise.all(engines.map(engine => engine.close())))

interface Case {
  readonly nodes: readonly ExprNode[]
  readonly rows: readonly GeneratedRow[]
}

describe('regressions', () => {
  const folder = join(import.meta.dirname, 'regressions')
  test.each(readdirSync(folder).filter(name => name.endsWith('.json')))('%s', async name => {
    const { node, rows } = JSON.parse(readFileSync(join(folder, name), 'utf8'), revived) as {
      node: unknown
      rows: GeneratedRow[]
    }
    await compare({ nodes: [parseNode(node)], rows })
  })
})

test('exact expressions give the same bits on every engine', async () => {
  const cases = fc.record({
    nodes: fc.array(anyExact, { minLength: 8, maxLength: 16 }),
    rows: fc.array(rowArbitrary, { minLength: 6, maxLength: 12 }),
  })
  await fc.assert(fc.asyncProperty(cases, compare), { numRuns: 150, seed: 20_260_302, endOnFailure: true })
}, 120_000)

test('simplified expressions give the same bits', async () => {
  const cases = fc.tuple(anyExact, fc.array(rowArbitrary, { minLength: 1, maxLength: 8 }))
  await fc.assert(
    fc.asyncProperty(cases, async ([node, rows]) => {
      const [before] = await generatedRows.evaluate([node], rows)
      const [after] = await generatedRows.evaluate([simplify(node)], rows)
      expect(after).toEqual(before)
    }),
    { numRuns: 300, seed: 7 },
  )
})

test.each<Op>(['exp', 'ln', 'log1p', 'sigmoid'])('%s is within 2 ulp on every engine', async op => {
  const node = call(op, column('n1', 'number'))
  const inputs = fc.sample(fc.double({ min: -800, max: 800, noNaN: true }), { numRuns: 1500, seed: 5 })
  const edges = [0, -0, 1, -1, 1e-12, -1e-9, 5e-324, 710, -746, -709.9, 1e308, Infinity, -Infinity, null]
  const rows = [...inputs, ...inputs.map(x => x / 1e6), ...edges].map(n1 => rowOf(n1))
  const [expected] = await generatedRows.evaluate([node], rows)
  for (const engine of engines) {
    const [found] = await engine.evaluate([node], rows)
    const wrong = rows.flatMap((row, i) => {
      const [a, b] = [found?.[i] ?? null, expected?.[i] ?? null]
      return withinUlps(a, b, 2) ? [] : [`${engine.name}: ${op}(${row['n1']}) is ${a}, not ${b}`]
    })
    expect(wrong).toEqual([])
  }
})

async function compare({ nodes, rows }: Case): Promise<void> {
  expect(nodes.every(isExact)).toBe(true)
  const expected = await generatedRows.evaluate(nodes, rows)
  for (const engine of engines) {
    const found = await engine.evaluate(nodes, rows)
    nodes.forEach((node, n) =>
      rows.forEach((row, r) => {
        const [a, b] = [found[n]?.[r] ?? null, expected[n]?.[r] ?? null]
        if (a === refused && leavesRange(node, row)) return
        if (!same(a, b))
          throw new Error(
            `${engine.name} gives ${show(a)}, not ${show(b)}, for\n${JSON.stringify(node)}\nof ${JSON.stringify(row, replaced)}`,
          )
      }),
    )
  }
}

/** The same bits, but for the sign of zero, which no operation can tell. */
function same(a: Cell, b: Cell): boolean {
  return a === b
}

function withinUlps(a: Cell, b: Cell, ulps: number): boolean {
  if (a === b) return true
  if (typeof a !== 'number' || typeof b !== 'number') return false
  return Math.abs(a - b) <= ulps * Math.max(Math.abs(b) * Number.EPSILON, 5e-324)
}

function rowOf(n1: number | null): GeneratedRow {
  return { n1, n2: null, t1: null, t2: null, b1: null, b2: null, s1: null, s2: null }
}

function show(cell: Cell): string {
  return typeof cell === 'string' ? JSON.stringify(cell) : Object.is(cell, -0) ? '-0' : String(cell)
}

function replaced(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

function revived(_key: string, value: unknown): unknown {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value
}
