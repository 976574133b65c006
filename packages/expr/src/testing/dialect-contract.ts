import fc from 'fast-check'
import { bucket, call, column, forest, interpolate, literal, lookup, sumOf } from '../node/build.ts'
import type { DataType, ExprNode, Value } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import type { Dialect } from '../sql/dialect.ts'
import { exprSql, type SqlOptions } from '../sql/expr-sql.ts'
import { selectSql } from '../sql/select.ts'
import { casesToJson, sameCell, shownCell, ulpsBetween, type CaseRow } from './cell.ts'
import type { ContractCase } from './contract-case.ts'
import { anyExact, caseRow, inexactExpressions } from './expression-arbitrary.ts'
import { facts } from './facts.ts'
import { categoryRow, forestExpressions, grownForest } from './forest-arbitrary.ts'
import { asOutputs, generatedRows } from './javascript-engines.ts'

/** A database under test. */
export interface DialectWorld {
  readonly dialect: Dialect
  /** Makes a table of `caseColumns` and a number column `position`, 0 … in the order of the rows. */
  load(table: string, rows: readonly CaseRow[]): Promise<void>
  /** Runs a query; every value as JavaScript has it, timestamps as microseconds. */
  query(sql: string, types: Readonly<Record<string, DataType>>): Promise<readonly CaseRow[]>
}

const table = 'expression_cases'
const defaultSeed = 20_260_302

/**
 * What every dialect promises: the results of the generated JavaScript. Run it with any test runner:
 * `test.each(dialectContract(() => world))('$name', ({ verify }) => verify())`.
 */
export function dialectContract(
  world: () => DialectWorld,
  { runs = 120, seed = defaultSeed }: { readonly runs?: number; readonly seed?: number } = {},
): readonly ContractCase[] {
  const fuzzing = { numRuns: runs, seed, interruptAfterTimeLimit: 60_000 }
  const exact = (way: Way, row = caseRow) => fuzz(world, way, row, fuzzing)
  return [
    ...facts.map(([name, node, row, expected]) => ({
      name,
      verify: () => fact(world(), node, row, expected),
    })),
    { name: 'expressions give the same bits in a SELECT', verify: () => exact(selected()) },
    { name: 'expressions give the same bits in place', verify: () => exact(inPlace()) },
    {
      name: 'expressions over columns without NaN give the same bits',
      verify: () => exact(selected({ nanSafe: false }), caseRow.map(withoutNaN)),
    },
    { name: 'forests give the same bits in a SELECT', verify: () => forestsFuzz(world, selected(), fuzzing) },
    { name: 'forests give the same bits in place', verify: () => forestsFuzz(world, inPlace(), fuzzing) },
    { name: 'exp, ln, log1p and sigmoid are within 2 ulp', verify: () => inexact(world(), fuzzing) },
    { name: 'a sum of 1200 terms', verify: () => long(world(), longSum()) },
    { name: 'a lookup of 3000 texts', verify: () => long(world(), longLookup()) },
    { name: 'a lookup of 500 numbers', verify: () => long(world(), numberLookup()) },
    { name: 'a line through 500 knots and 500 bins', verify: () => long(world(), longLine()) },
    { name: 'a forest of 60 trees with 31 leaves each', verify: () => long(world(), largeForest()) },
    { name: 'a part that is repeated sixteen times over', verify: () => long(world(), repeated()) },
    { name: 'names are quoted and passed through', verify: () => strangeNames(world()) },
  ]
}

/** One way to have expressions computed. */
type Way = (world: DialectWorld, nodes: readonly ExprNode[]) => string

function selected(options: SqlOptions = {}): Way {
  return ({ dialect }, nodes) =>
    selectSql(dialect, { ...options, outputs: asOutputs(nodes), from: table, keep: ['position'] })
}

function inPlace(options: SqlOptions = {}): Way {
  return ({ dialect }, nodes) => {
    const list = nodes.map((node, i) => `${exprSql(dialect, node, options)} AS o${i}`)
    return `SELECT ${['position', ...list].join(', ')} FROM ${table}`
  }
}

async function evaluated(
  world: DialectWorld,
  way: Way,
  nodes: readonly ExprNode[],
): Promise<readonly CaseRow[]> {
  const types = Object.entries(asOutputs(nodes)).map(([name, node]) => [name, typeOf(node)] as const)
  const sql = `SELECT * FROM (${way(world, nodes)}) AS results ORDER BY position`
  return world.query(sql, { position: 'number', ...Object.fromEntries(types) })
}

async function compare(
  world: DialectWorld,
  way: Way,
  nodes: readonly ExprNode[],
  rows: readonly CaseRow[],
  isSame: (a: Value, b: Value) => boolean = sameCell,
): Promise<void> {
  await world.load(table, rows)
  const found = await evaluated(world, way, nodes)
  const expected = await generatedRows.evaluate(nodes, rows)
  if (found.length !== rows.length) throw new Error(`${rows.length} rows became ${found.length}`)
  nodes.forEach((node, n) =>
    rows.forEach((row, r) => {
      const [a, b] = [found[r]?.[`o${n}`] ?? null, expected[n]?.[r] ?? null]
      if (isSame(a, b)) return
      throw new Error(
        `${world.dialect.name} gives ${shownCell(a)}, not ${shownCell(b)}. Keep it as a regression:\n` +
          casesToJson({ node, rows: [row] }),
      )
    }),
  )
}

async function fact(world: DialectWorld, node: ExprNode, row: CaseRow, expected: Value): Promise<void> {
  const [[javascript = null] = []] = await generatedRows.evaluate([node], [row])
  if (!sameCell(javascript, expected)) {
    throw new Error(`JavaScript gives ${shownCell(javascript)}, not ${shownCell(expected)}`)
  }
  await compare(world, selected(), [node], [row])
  await compare(world, inPlace(), [node], [row])
}

type Fuzzing = fc.Parameters<unknown>

function fuzz(
  world: () => DialectWorld,
  way: Way,
  row: fc.Arbitrary<CaseRow>,
  fuzzing: Fuzzing,
): Promise<void> {
  const cases = fc.record({
    nodes: fc.array(anyExact, { minLength: 4, maxLength: 8 }),
    rows: fc.array(row, { minLength: 15, maxLength: 30 }),
  })
  const property = fc.asyncProperty(cases, ({ nodes, rows }) => compare(world(), way, nodes, rows))
  return fc.assert(property, fuzzing as fc.Parameters<[{ nodes: ExprNode[]; rows: CaseRow[] }]>)
}

/** Forests with rows whose numbers are often categories of theirs. */
function forestsFuzz(world: () => DialectWorld, way: Way, fuzzing: Fuzzing): Promise<void> {
  const cases = fc.record({
    nodes: fc.array(forestExpressions, { minLength: 2, maxLength: 4 }),
    rows: fc.array(categoryRow, { minLength: 15, maxLength: 30 }),
  })
  const property = fc.asyncProperty(cases, ({ nodes, rows }) => compare(world(), way, nodes, rows))
  return fc.assert(property, fuzzing as fc.Parameters<[{ nodes: ExprNode[]; rows: CaseRow[] }]>)
}

function withoutNaN(row: CaseRow): CaseRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Number.isNaN(value) ? null : value]),
  )
}

/** Beyond the range of a double by a hair one engine has ∞ or 0 and another the last double before it. */
async function inexact(world: DialectWorld, fuzzing: Fuzzing): Promise<void> {
  const cases = fc.record({
    nodes: fc.array(inexactExpressions, { minLength: 4, maxLength: 8 }),
    rows: fc.array(caseRow, { minLength: 15, maxLength: 30 }),
  })
  const near = (a: Value, b: Value) => ulpsBetween(a, b) <= 2
  const property = fc.asyncProperty(cases, ({ nodes, rows }) => compare(world, selected(), nodes, rows, near))
  await fc.assert(property, fuzzing as fc.Parameters<[{ nodes: ExprNode[]; rows: CaseRow[] }]>)
  const inputs = fc.sample(fc.double({ min: -800, max: 800, noNaN: true }), { numRuns: 1000, seed: 1 })
  const rows = [...inputs, ...inputs.map(x => x / 1e6), ...inputs.map(x => x / 1e15)].map(n1 => ({ n1 }))
  const ops = (['exp', 'ln', 'log1p', 'sigmoid'] as const).map(op => call(op, n1Column))
  await compare(world, selected(), ops, rows, near)
}

const n1Column = column('n1', 'number')
const t1Column = column('t1', 'text')

type Long = readonly [nodes: readonly ExprNode[], rows: readonly CaseRow[]]

async function long(world: DialectWorld, [nodes, rows]: Long): Promise<void> {
  for (const way of [selected(), inPlace()]) await compare(world, way, nodes, rows)
}

function longSum(): Long {
  const terms = Array.from({ length: 1200 }, (_, i) => call('multiply', n1Column, literal(1 / (i + 1))))
  return [[sumOf(terms)], [{ n1: 1.1 }, { n1: null }, { n1: Infinity }, { n1: 1e308 }]]
}

function longLookup(): Long {
  const keys = Array.from({ length: 3000 }, (_, i) => `key ${String.fromCodePoint(0xff00 + i)} ${i}'`)
  const fields = { input: t1Column, keys, missing: -1, unknown: -2 }
  const values = keys.map((_, i) => (i === 7 ? null : i / 3))
  const texts = { input: t1Column, keys, values: keys.map(key => `${key}!`), missing: null, unknown: '' }
  const rows = [...keys.filter((_, i) => i % 301 === 7), null, '', 'key', '\u{1F600}'].map(t1 => ({ t1 }))
  return [[lookup({ ...fields, type: 'number', values }), lookup({ ...texts, type: 'text' })], rows]
}

function numberLookup(): Long {
  const keys = Array.from({ length: 500 }, (_, i) => (i - 250) / 4)
  const values = keys.map((_, i) => i % 7 === 0)
  const node = lookup({ input: n1Column, type: 'boolean', keys, values, missing: null, unknown: false })
  return [[node], [-62.5, -0, 0, 1.75, 3.1, 62.25, Number.NaN, null, Infinity, -Infinity].map(n1 => ({ n1 }))]
}

function longLine(): Long {
  const xs = Array.from({ length: 500 }, (_, i) => (i - 250) / 25)
  const ys = xs.map(x => 1 / (1 + x * x))
  const rows = [-11, -10, -9.99, 0, 0.013, 3, 9.95, 9.96, 1e9, Infinity, -Infinity, Number.NaN, null, 5e-324]
  return [[interpolate(n1Column, xs, ys), bucket(n1Column, xs)], rows.map(n1 => ({ n1 }))]
}

function largeForest(): Long {
  const trees = grownForest({ trees: 60, leaves: 31, inputs: 2 })
  const rows = Array.from({ length: 200 }, (_, i) => ({
    n1: i % 40 === 0 ? null : (i % 23) / 2 - 4,
    n2: i % 9,
  }))
  return [[forest([n1Column, column('n2', 'number')], trees)], rows]
}

/** The SQL of a square root, and of a division in some databases, mentions its argument twice. */
function repeated(): Long {
  let node: ExprNode = n1Column
  for (let i = 0; i < 16; i++) node = call('divide', literal(2), call('sqrt', call('add', node, literal(i))))
  return [[node], [1, 0, -1, 1e300, null].map(n1 => ({ n1 }))]
}

async function strangeNames(world: DialectWorld): Promise<void> {
  const { dialect } = world
  await world.load(table, [{ n1: 2, t1: 'kept' }])
  const strange = [`a"b`, `it's`, 'semi;colon --', '{0}', '1', 'select', 'é \u{1F600}']
  const aliases = strange.map(name => `n1 AS ${dialect.identifier(name)}`).join(', ')
  const view = 'expression_strange "names"'
  await world.query(`CREATE TEMP VIEW ${dialect.identifier(view)} AS SELECT t1, ${aliases} FROM ${table}`, {})
  const sum = sumOf(strange.map(name => column(name, 'number')))
  const outputs = { 'out"put': sum, double: call('add', sum, sum), twice: call('add', sum, sum) }
  const rows = await world.query(selectSql(dialect, { outputs, from: view, keep: ['t1'] }), {
    t1: 'text',
    'out"put': 'number',
    double: 'number',
    twice: 'number',
  })
  const expected = { t1: 'kept', 'out"put': 14, double: 28, twice: 28 }
  await world.query(`DROP VIEW ${dialect.identifier(view)}`, {})
  if (casesToJson(rows) !== casesToJson([expected])) throw new Error(`found ${casesToJson(rows)}`)
}
