import {
  duckdb,
  errorBound,
  selectSql,
  SqlTooLarge,
  type ColumnData,
  type ExprNode,
  type Value,
} from '@sluice/expr'
import { rawSql } from '../sql/sql.ts'
import type { DataSession } from '../data/session.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import type { ModelArtifact, SelfTest } from './model-artifact.ts'
import { scorer, type RowScore } from '../scoring/scorer.ts'

const outputs = ['margin', 'probability', 'decision', 'class'] as const
type Scores = readonly RowScore[]

/** Computes the expected outputs of self-test rows by the row path; every other path must give the same. */
export function selfTestOf(
  artifact: Pick<ModelArtifact, 'expressions'>,
  rows: readonly Readonly<Record<string, Value>>[],
): SelfTest {
  const { row } = scorer(artifact)
  return { rows, expected: rows.map(row) }
}

/**
 * Runs the self-test rows on every execution path (generated code and interpreter, single rows and batch, DuckDB
 * SQL where the model is small enough for it) and lists the differences: bits for what only exact operations make; where exp, ln or log1p take part, 2 ulp of each, carried on to the result.
 */
export async function runSelfTest(
  artifact: Pick<ModelArtifact, 'expressions' | 'input' | 'selfTest'>,
  session: DataSession,
): Promise<readonly string[]> {
  const { rows, expected } = artifact.selfTest
  const compiled = scorer(artifact)
  const interpreted = scorer(artifact, { interpret: true })
  const schema = schemaOf(artifact)
  const chunk = { rows: rows.length, columns: columnsOfRows(schema, rows) }
  const paths: readonly (readonly [string, Scores])[] = [
    ['generated code', rows.map(row => compiled.row(row))],
    ['interpreter', rows.map(row => interpreted.row(row))],
    ['generated code in batch', scoresOfColumns(compiled.batch(chunk.columns, chunk.rows), chunk.rows)],
    ['interpreter in batch', scoresOfColumns(interpreted.batch(chunk.columns, chunk.rows), chunk.rows)],
    ...(await sqlPath(artifact, session, schema, chunk)),
  ]
  return paths.flatMap(([path, scores]) => differences(artifact, path, scores, expected as Scores))
}

function differences(
  artifact: Pick<ModelArtifact, 'expressions' | 'selfTest'>,
  path: string,
  scores: Scores,
  expected: Scores,
): readonly string[] {
  const given = outputs.filter(output => artifact.expressions[output] !== undefined)
  return scores.flatMap((score, i) =>
    given.flatMap(output => {
      const tolerance =
        path === 'DuckDB SQL'
          ? errorBound(artifact.expressions[output] as ExprNode, artifact.selfTest.rows[i] ?? {})
          : 0
      const want = expected[i]?.[output] ?? null
      if (isWithin(score[output] ?? null, want, tolerance)) return []
      return [`row ${i}: ${output} by ${path} is ${score[output]}, expected ${want}`]
    }),
  )
}

function isWithin(a: Value, b: Value, tolerance: number): boolean {
  if (Object.is(a, b) || tolerance === Infinity) return true
  return typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= tolerance
}

/** A model that is too large for SQL is never scored by it. */
async function sqlPath(
  ...given: Parameters<typeof sqlScores>
): Promise<readonly (readonly [string, Scores])[]> {
  try {
    return [['DuckDB SQL', await sqlScores(...given)]]
  } catch (error) {
    if (error instanceof SqlTooLarge) return []
    throw error
  }
}

/** Planning takes longer than linear in the size; this much takes DuckDB a few seconds at most. */
const sqlBudget = 500_000

async function sqlScores(
  artifact: Pick<ModelArtifact, 'expressions'>,
  session: DataSession,
  schema: TableSchema,
  chunk: { readonly rows: number; readonly columns: Readonly<Record<string, ColumnData>> },
): Promise<Scores> {
  const order: ColumnData = { type: 'number', values: Float64Array.from({ length: chunk.rows }, (_, i) => i) }
  const columns = [...schema.columns, { name: rowNumber, type: 'number', nullable: false } as const]
  const writer = await session.writer(table, { columns })
  await writer.write({ rows: chunk.rows, columns: { ...chunk.columns, [rowNumber]: order } })
  await writer.close()
  const text = selectSql(duckdb, {
    outputs: { ...artifact.expressions },
    from: table,
    keep: [rowNumber],
    budget: sqlBudget,
  })
  const scored = await session.rows<RowScore>(rawSql(`SELECT * FROM (${text}) ORDER BY "${rowNumber}"`))
  await session.run(`DROP TABLE ${table}`)
  return scored
}

const table = 'sluice_self_test'
const rowNumber = 'sluice_row'

function schemaOf(artifact: Pick<ModelArtifact, 'input'>): TableSchema {
  return { columns: artifact.input.map(({ name, type }) => ({ name, type, nullable: true })) }
}

/** Rows as columns of canonical types. */
function columnsOfRows(
  schema: TableSchema,
  rows: readonly Readonly<Record<string, Value>>[],
): Record<string, ColumnData> {
  return Object.fromEntries(
    schema.columns.map(({ name, type }): [string, ColumnData] => {
      const values = rows.map(row => row[name] ?? null)
      if (type === 'text') return [name, { type, values: values.map(value => value as string | null) }]
      if (type === 'boolean') {
        return [
          name,
          { type, values: Uint8Array.from(values, value => (value === null ? 2 : Number(value))) },
        ]
      }
      return [
        name,
        { type, values: Float64Array.from(values, value => (value === null ? Number.NaN : Number(value))) },
      ]
    }),
  )
}

function scoresOfColumns(columns: ReturnType<ReturnType<typeof scorer>['batch']>, rows: number): Scores {
  return Array.from({ length: rows }, (_, i) => ({
    margin: numberAt(columns.margin, i),
    probability: numberAt(columns.probability, i),
    decision: booleanAt(columns.decision, i),
    ...(columns.class && { class: columns.class.values[i] as string | null }),
  }))
}

function numberAt(column: ColumnData, i: number): number | null {
  const value = column.values[i] as number
  return Number.isNaN(value) ? null : value
}

function booleanAt(column: ColumnData, i: number): boolean | null {
  const value = column.values[i]
  return value === 2 ? null : value === 1
}
