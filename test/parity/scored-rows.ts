import {
  scoreRows,
  scorer,
  sql,
  type Chunk,
  type DataSession,
  type DatasetRef,
  type ModelArtifact,
} from '@sluice/core'
import type { ColumnData } from '@sluice/expr'

/** The scores of rows 0 … n-1 by one path. Missing is NaN, of a decision 2. */
export interface ScoredRows {
  readonly margin: Float64Array
  readonly probability: Float64Array
  readonly decision: Uint8Array
}

/** Room for the scores of so many rows, all missing. */
export function noScores(rows: number): ScoredRows {
  return {
    margin: new Float64Array(rows).fill(Number.NaN),
    probability: new Float64Array(rows).fill(Number.NaN),
    decision: new Uint8Array(rows).fill(2),
  }
}

/** The scores of one model in JavaScript: each row by itself, and in batches. */
export interface ScoredInJs {
  readonly single: ScoredRows
  readonly batch: ScoredRows
}

/** Scores every row of a dataset by every model, in one pass. */
export async function scoredInJs(
  artifacts: readonly ModelArtifact[],
  rows: DatasetRef,
  data: DataSession,
): Promise<readonly ScoredInJs[]> {
  const models = artifacts.map(artifact => ({
    compiled: scorer(artifact),
    scores: { single: noScores(rows.rows), batch: noScores(rows.rows) },
  }))
  let first = 0
  for await (const chunk of data.chunks(sql`SELECT * FROM ${data.dataset(rows)}`)) {
    const raw = rawRows(chunk)
    for (const { compiled, scores } of models) {
      setChunk(scores.batch, compiled.batch(chunk.columns, chunk.rows), first)
      raw.forEach((row, i) => setRow(scores.single, compiled.row(row), first + i))
    }
    first += chunk.rows
  }
  return models.map(({ scores }) => scores)
}

/** Scores a dataset by the SELECT for DuckDB. */
export async function scoredInDuckDB(
  artifact: ModelArtifact,
  rows: DatasetRef,
  data: DataSession,
): Promise<ScoredRows> {
  const scored = await scoreRows(artifact, rows, ['id'], { data, path: 'sql' })
  const scores = noScores(rows.rows)
  let first = 0
  for await (const chunk of data.chunks(sql`SELECT * FROM ${data.dataset(scored)}`)) {
    setChunk(scores, chunk.columns, first)
    first += chunk.rows
  }
  return scores
}

/** Keeps the score of one row. */
export function setRow(
  { margin, probability, decision }: ScoredRows,
  score: { margin: number | null; probability: number | null; decision: boolean | null },
  row: number,
): void {
  margin[row] = score.margin ?? Number.NaN
  probability[row] = score.probability ?? Number.NaN
  decision[row] = score.decision === null ? 2 : Number(score.decision)
}

function setChunk(
  { margin, probability, decision }: ScoredRows,
  chunk: Readonly<Record<string, ColumnData>>,
  first: number,
): void {
  margin.set(chunk['margin']?.values as Float64Array, first)
  probability.set(chunk['probability']?.values as Float64Array, first)
  decision.set(chunk['decision']?.values as Uint8Array, first)
}

/** The rows of a chunk as objects, as an application would have them. */
export function rawRows({ columns, rows }: Chunk): readonly Readonly<Record<string, unknown>>[] {
  const cells = Object.entries(columns).map(([name, column]) => [name, cellsOf(column)] as const)
  return Array.from({ length: rows }, (_, i) => {
    const row: Record<string, unknown> = {}
    for (const [name, cell] of cells) row[name] = cell(i)
    return row
  })
}

function cellsOf({ type, values }: ColumnData): (row: number) => unknown {
  if (type === 'text') return i => values[i]
  if (type === 'boolean') return i => (values[i] === 2 ? null : values[i] === 1)
  return i => (Number.isNaN(values[i]) ? null : values[i])
}
