import {
  columnsOf,
  compileJs,
  duckdb,
  interpretJs,
  isExact,
  parseNode,
  selectSql,
  type CompiledExpressions,
  type DataType,
  type ExprNode,
} from '@sluice/expr'
import type { ChainTakes } from '../prepare/chain-data.ts'
import { FeatureInvalid } from '../prepare/feature-invalid.ts'
import { fitPreparation, type FittedPreparation } from '../prepare/fitted-preparation.ts'
import { TrainingRowsEmpty } from '../prepare/training-rows-empty.ts'
import { identifier, rawSql } from '../sql/sql.ts'
import { FOLD, TARGET, type Feature, type Transform } from '../transforms/transform.ts'
import { MemorySession, type TestRows } from './memory-session.ts'

/** One promise of the contract; `verify` rejects when it is not kept. */
export interface TransformContractCase {
  readonly name: string
  verify(): Promise<void>
}

/** Transforms under test, one after another, over a column of a type. */
export interface TransformUnderTest {
  readonly type: DataType
  readonly takes: ChainTakes
  readonly transforms: readonly (Transform & Readonly<Record<string, unknown>>)[]
}

/**
 * What every transform promises. Run it with any test runner:
 * `test.each(transformContract(subject))('$name', ({ verify }) => verify())`.
 */
export function transformContract(subject: TransformUnderTest): readonly TransformContractCase[] {
  const { type } = subject
  const trained = worldOf(type)
  const applied = [...trained, ...unseenOf(type)]
  const cases: Readonly<Record<string, (world: World) => Promise<void>>> = {
    'fitted twice on the same rows it is the same': world => sameFit(world, trained, trained),
    'the order of the rows does not matter, to the last bit': world =>
      sameFit(world, trained, trained.toReversed()),
    'the number of threads does not matter, to the last bit': world => anyThreads(subject, world, trained),
    'read back from JSON it gives the same': async world => {
      const { features } = await world.fit(trained)
      const copy = features
        .map(feature => outputOf(feature))
        .map(node => parseNode(JSON.parse(JSON.stringify(node))))
      same(
        evaluate(copy, compileJs, applied, type),
        evaluate(features.map(outputOf), compileJs, applied, type),
      )
    },
    'a row alone gives what it gives among others': async world => {
      const nodes = (await world.fit(trained)).features.map(outputOf)
      const alone = applied.map(value => evaluate(nodes, compileJs, [value], type).map(([out]) => out))
      same(alone[0]?.map((_, i) => alone.map(row => row[i])) ?? [], evaluate(nodes, compileJs, applied, type))
    },
    'generated code, interpreter and DuckDB agree': async world => {
      const nodes = (await world.fit(trained)).features.map(outputOf)
      const generated = evaluate(nodes, compileJs, applied, type)
      same(evaluate(nodes, interpretJs, applied, type), generated)
      await sameInSql(world, nodes, applied, generated)
    },
    'one row, equal rows and two rows are learned': async world => {
      const value = trained.find(each => each !== null) as unknown
      for (const rows of [[value], [value, value, value], trained.slice(0, 2)]) {
        finite(await world.fit(rows), rows, type)
      }
    },
    'values that are all missing are learned or left out with a warning': async world => {
      const { features, warnings } = await world.fit([null, null, null])
      if (features.length === 0 && warnings.length === 0) {
        throw new Error('the feature is gone without a word')
      }
      evaluate(features.map(outputOf), compileJs, applied, type)
    },
    'what training did not have is a number, missing or no indicator': async world =>
      finite(await world.fit(trained), unseenOf(type), type),
    'no rows are refused': world => refused(() => world.fit([]), TrainingRowsEmpty),
    'infinite numbers are refused': async world => {
      if (type === 'number') {
        await refused(() => world.fit([...trained, Number.POSITIVE_INFINITY]), FeatureInvalid)
      }
    },
  }
  return Object.entries(cases).map(([name, verify]) => ({
    name,
    async verify() {
      const session = await MemorySession.open()
      try {
        await verify(worldIn(subject, session))
      } finally {
        session.close()
      }
    },
  }))
}

type Values = readonly unknown[]

interface World {
  readonly session: MemorySession
  fit(values: Values): Promise<FittedPreparation>
}

function worldIn({ type, takes, transforms }: TransformUnderTest, session: MemorySession): World {
  return {
    session,
    async fit(values) {
      // Fold and target depend on the value alone, so that shuffled rows are the same rows.
      const rows: TestRows = values.map(x => {
        const at = Array.from(JSON.stringify(x ?? 'missing')).reduce(
          (sum, c) => sum + (c.codePointAt(0) ?? 0),
          0,
        )
        return { x, [FOLD]: at % 3, [TARGET]: at % 2 }
      })
      const types = { x: type, [FOLD]: 'number', [TARGET]: 'number' } as const
      const schema = await session.table('training', types, rows)
      return fitPreparation(
        { kind: 'preparation', chains: [{ takes, inputs: [{ kind: 'column', name: 'x' }], transforms }] },
        { rows: identifier('training'), schema, data: session, exclude: [FOLD, TARGET] },
      )
    },
  }
}

/** Values of training: ties, gaps, digits that rounding loses, and an order that is not sorted. */
function worldOf(type: DataType): Values {
  const at = Array.from({ length: 300 }, (_, i) => (i * 7919) % 300)
  if (type === 'number') return at.map(i => (i % 11 === 0 ? null : i % 4 === 0 ? i % 7 : (i * i) / 13 + 0.1))
  if (type === 'boolean') return at.map(i => (i % 11 === 0 ? null : i % 3 === 0))
  if (type === 'timestamp') return at.map(i => (i % 11 === 0 ? null : i * 86_401_234_000 * 13 - 1e15))
  const texts = ['z', '\uFF21', '\u{1F600}', 'é', '', ' ', 'A', 'a', "o'clock", '(rare)', '(missing)']
  return at.map(i =>
    i % 13 === 0 ? null : i < 220 ? texts[(i * i) % 5] : i < 290 ? texts[i % texts.length] : `once ${i}`,
  )
}

function unseenOf(type: DataType): Values {
  if (type === 'number') return [null, -1e12, -3, 0, -0, 2.5, 1e12]
  if (type === 'boolean') return [null, true, false]
  if (type === 'timestamp') return [null, -6e16, 0, 4e15]
  return [null, 'unseen', 'Z', '\u{1F601}', 'once', ' a']
}

function outputOf(feature: Feature): ExprNode {
  return feature.kind === 'value' ? feature.expr : feature.code
}

type Compile = (outputs: Readonly<Record<string, ExprNode>>) => CompiledExpressions

/** Per node the value of each row; missing is NaN. */
function evaluate(
  nodes: readonly ExprNode[],
  compile: Compile,
  rows: Values,
  type: DataType,
): readonly (readonly number[])[] {
  const compiled = compile(Object.fromEntries(nodes.map((node, i) => [`f${i}`, node])))
  const values = rows.map(x =>
    compiled.row({ x: type === 'timestamp' && typeof x === 'number' ? new Date(x / 1000) : x }),
  )
  return nodes.map((_, i) => values.map(row => (row[`f${i}`] ?? Number.NaN) as number))
}

async function sameFit(world: World, first: Values, second: Values): Promise<void> {
  const [one, other] = [JSON.stringify(await world.fit(first)), JSON.stringify(await world.fit(second))]
  if (one !== other) throw new Error(`two fits differ:\n${one}\n${other}`)
}

async function anyThreads(subject: TransformUnderTest, world: World, rows: Values): Promise<void> {
  const many = Array.from({ length: 10 }, () => rows).flat()
  const single = await MemorySession.open({ threads: 1 })
  try {
    const [one, other] = [await worldIn(subject, single).fit(many), await world.fit(many)]
    if (JSON.stringify(one) !== JSON.stringify(other)) {
      throw new Error('one thread and several give different fits')
    }
  } finally {
    single.close()
  }
}

async function sameInSql(
  { session }: World,
  nodes: readonly ExprNode[],
  rows: Values,
  expected: readonly (readonly number[])[],
): Promise<void> {
  const { type } = columnsOf(...nodes).find(({ name }) => name === 'x') ?? { type: 'number' as const }
  await session.table(
    'applied',
    { x: type, place: 'number' },
    rows.map((x, place) => ({ x, place })),
  )
  const outputs = Object.fromEntries(nodes.map((node, i) => [`f${i}`, node]))
  const select = selectSql(duckdb, { outputs, from: 'applied', keep: ['place'] })
  const found = await session.rows<Record<string, number | null>>(
    rawSql(`SELECT * FROM (${select}) ORDER BY place`),
  )
  nodes.forEach((node, i) => {
    const inSql = found.map(row => row[`f${i}`] ?? Number.NaN)
    if (isExact(node)) return same([inSql], [expected[i] as readonly number[]])
    const far = inSql.findIndex((value, row) => !near(value, expected[i]?.[row] as number))
    if (far !== -1) throw new Error(`row ${far}: ${inSql[far]} in SQL, ${expected[i]?.[far]} in JavaScript`)
  })
}

function near(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b))
}

/** Equal as numbers: 0 and -0 are. */
function same(given: readonly (readonly unknown[])[], expected: readonly (readonly unknown[])[]): void {
  expected.forEach((column, i) =>
    column.forEach((value, row) => {
      const found = given[i]?.[row]
      if (found !== value && !Object.is(found, value)) {
        throw new Error(`feature ${i}, row ${row}: ${String(found)}, not ${String(value)}`)
      }
    }),
  )
}

function finite({ features }: FittedPreparation, rows: Values, type: DataType): void {
  const outputs = evaluate(features.map(outputOf), compileJs, rows, type)
  features.forEach((feature, i) => {
    const known = feature.kind === 'value' ? Number.POSITIVE_INFINITY : feature.names.length
    const wrong = outputs[i]?.findIndex(value => !Number.isNaN(value) && !(Math.abs(value) < known))
    if (wrong !== -1) throw new Error(`"${feature.name}", row ${wrong}: ${outputs[i]?.[wrong ?? 0]}`)
  })
}

async function refused(run: () => Promise<unknown>, by: new (...args: never[]) => Error): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (error instanceof by) return
    throw error
  }
  throw new Error(`was accepted, but must be refused with ${by.name}`)
}
