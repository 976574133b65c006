import {
  category,
  designMatrix,
  fitPreparation,
  learnerKind,
  logisticRegression,
  named,
  numeric,
  preparation,
  rawSql,
  scorer,
  sql,
  type ColumnSchema,
  type DataSession,
  type Scorer,
} from '@sluice/core'
import {
  call,
  duckdb,
  literal,
  selectSql,
  simplify,
  type ColumnData,
  type ExprNode,
  type Value,
} from '@sluice/expr'
import { roundOf, stopwatch } from './child.ts'
import { best, interleave, leastCpu, type Contender, type Timing } from './harness.ts'
import { categories, numbers, rowsSql } from './prepare-data.ts'
import { withSession } from './session.ts'
import { rowTimes } from './row-times.ts'

const fitRows = 100_000
const batchRows = 500_000
const singleRows = 50_000

type Expressions = Readonly<Record<'margin' | 'probability' | 'decision', ExprNode>>
type Columns = Readonly<Record<string, ColumnData>>

/** Scoring of single rows and of batches by a fitted linear pipeline, on each way that gives the same scores. */
export function benchScore(rounds: number): Promise<string> {
  return withSession(async data => {
    await data.run(rawSql(`CREATE TABLE bench_rows AS ${rowsSql(batchRows)}`))
    const expressions = await fitted(data)
    const generated = scorer({ expressions })
    const interpreted = scorer({ expressions }, { interpret: true })
    const list = generated.inputs.map(({ name }) => `"${name}"`).join(', ')
    const single = await data.rows<Readonly<Record<string, Value>>>(
      rawSql(`SELECT ${list} FROM bench_rows LIMIT ${singleRows}`),
    )
    const columns = await columnsOf(data, `SELECT ${list} FROM bench_rows`)
    const select = selectSql(duckdb, { outputs: expressions, from: 'bench_rows', keep: ['id'] })
    const batches = await interleave(
      [
        timed('generated code', async () => void generated.batch(columns, batchRows)),
        timed('interpreter', async () => void interpreted.batch(columns, batchRows)),
        timed('DuckDB SQL, 2 threads', () => data.run(rawSql(`CREATE OR REPLACE TABLE scored AS ${select}`))),
      ],
      rounds,
    )
    return [
      `score: 10 numeric (median, clip, standardize) and 4 categorical columns (one-hot), logistic regression`,
      singleLine('generated code', generated, single),
      singleLine('interpreter', interpreted, single),
      ...batches.map(batchLine),
    ].join('\n')
  })
}

function timed(name: string, work: () => Promise<void>): Contender {
  return {
    name,
    async run() {
      const watch = stopwatch()
      await work()
      watch.stage(name)
      return roundOf(watch.report())
    },
  }
}

function batchLine(timing: Timing): string {
  const perSecond = batchRows / best(timing)
  const perCpuSecond = batchRows / leastCpu(timing)
  const millions = (rate: number) => (rate / 1e6).toFixed(2)
  return `${batchRows} rows, ${timing.name.padEnd(26)}${millions(perSecond)} M rows/s, ${millions(perCpuSecond)} M per CPU second`
}

async function fitted(data: DataSession): Promise<Expressions> {
  const rows = sql`(FROM bench_rows LIMIT ${fitRows})`
  const { columns } = await data.describe(sql`FROM bench_rows`)
  const prepare = preparation([
    numeric(named(numbers)).impute('median').clip(0.01, 0.99).standardize(),
    category(named(Object.keys(categories))).oneHot({ minFrequency: 0.01 }),
  ])
  const { features } = await fitPreparation(prepare, { rows, schema: { columns }, data, exclude: ['id'] })
  const { design } = await designMatrix(features, { rows, data, training: true })
  const target = Float64Array.from({ length: design.rows }, (_, i) => Number((i * 7919) % 100 < 30))
  const learner = logisticRegression()
  const kind = learnerKind(learner.kind)
  const margin = simplify(kind.marginExpr(await kind.learn(learner, design, target), features))
  return {
    margin,
    probability: call('sigmoid', margin),
    decision: call('greaterOrEqual', margin, literal(0)),
  }
}

function singleLine(name: string, { row }: Scorer, rows: readonly Readonly<Record<string, Value>>[]): string {
  for (const values of rows) row(values)
  const { p50, p99 } = rowTimes(row, rows)
  return `one row, ${name.padEnd(32)}p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(1)} µs`
}

async function columnsOf(data: DataSession, select: string): Promise<Columns> {
  const { columns } = await data.describe(rawSql(select))
  const chunks: Columns[] = []
  for await (const chunk of data.chunks(rawSql(select))) chunks.push(chunk.columns)
  return Object.fromEntries(columns.map(column => [column.name, joined(column, chunks)]))
}

function joined({ name, type }: ColumnSchema, chunks: readonly Columns[]): ColumnData {
  const values = chunks.flatMap(chunk => [...((chunk[name]?.values ?? []) as Iterable<number | string>)])
  if (type === 'text') return { type, values: values as string[] }
  if (type !== 'number') throw new TypeError(`no column of the benchmark is ${type}`)
  return { type, values: Float64Array.from(values as number[]) }
}
