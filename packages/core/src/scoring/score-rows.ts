import { childrenOf, duckdb, isExact, selectSql, type ColumnData, type ExprNode } from '@sluice/expr'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { DatasetRef } from '../data/refs.ts'
import type { Chunk, DataSession } from '../data/session.ts'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import { scoresHere, type BatchScorer, type ScorerFactory } from './batch-scorer.ts'

/** What scoring needs of the step it runs in. */
export interface ScoreContext {
  readonly data: DataSession
  readonly signal?: AbortSignal
  readonly progress?: (done: number, total?: number) => void
  /** Where JavaScript runs; on the calling thread when absent. */
  readonly scorers?: ScorerFactory
}

/** Which way a batch is scored. `sql` only where every operation is exact, so that both give the same bits. */
export type ScorePath = 'sql' | 'javascript'

/**
 * The quicker of the paths that give exactly the artifact's scores in DuckDB. Trees are the exception to the rule that
 * SQL is quicker: as nested CASE they are ten times slower than generated code.
 */
export function scorePath({ expressions }: Pick<ModelArtifact, 'expressions'>): ScorePath {
  const all = Object.values(expressions)
  return all.every(isExact) && !all.some(hasForest) ? 'sql' : 'javascript'
}

function hasForest(node: ExprNode): boolean {
  return node.kind === 'forest' || childrenOf(node).some(hasForest)
}

/**
 * Scores a dataset: `keep` columns (the key) with `margin`, `probability` and `decision`, in the dataset's order.
 */
export async function scoreRows(
  artifact: Pick<ModelArtifact, 'expressions'>,
  rows: DatasetRef,
  keep: readonly string[],
  context: ScoreContext & { readonly path?: ScorePath },
): Promise<DatasetRef> {
  const { data, path = scorePath(artifact) } = context
  if (path === 'sql') {
    await data.run(sql`CREATE OR REPLACE VIEW score_input AS SELECT * FROM ${data.dataset(rows)}`)
    return data.save(
      rawSql(selectSql(duckdb, { outputs: { ...artifact.expressions }, from: 'score_input', keep })),
    )
  }
  const columns = keep.map(name => ({
    name,
    type: rows.schema.columns.find(column => column.name === name)?.type ?? 'text',
    nullable: false,
  }))
  const writer = await data.writer('scored_rows', {
    columns: [
      ...columns,
      { name: 'margin', type: 'number', nullable: true },
      { name: 'probability', type: 'number', nullable: true },
      { name: 'decision', type: 'boolean', nullable: true },
      ...(artifact.expressions.class ? [{ name: 'class', type: 'text', nullable: true } as const] : []),
    ],
  })
  let done = 0
  for await (const chunk of scoredChunks(artifact, rows, keep, context)) {
    await writer.write(chunk)
    context.progress?.((done += chunk.rows), rows.rows)
  }
  await writer.close()
  return data.save(rawSql('SELECT * FROM scored_rows'))
}

/** Scores a dataset chunk by chunk with generated code, in the dataset's order. */
export async function* scoredChunks(
  artifact: Pick<ModelArtifact, 'expressions'>,
  rows: DatasetRef,
  keep: readonly string[],
  { data, signal, scorers = scoresHere }: ScoreContext,
): AsyncGenerator<Chunk> {
  const scorer = scorers({ ...artifact.expressions })
  try {
    const names = [...new Set([...keep, ...scorer.inputs.map(input => input.name)])]
    const list = joinSql(names.map(identifier), ', ')
    const underWay: Promise<Chunk>[] = []
    for await (const chunk of data.chunks(sql`SELECT ${list} FROM ${data.dataset(rows)}`)) {
      signal?.throwIfAborted()
      const scored = scoredChunk(scorer, chunk, keep)
      // A failure is met where its turn comes.
      scored.catch(() => {})
      underWay.push(scored)
      if (underWay.length >= scorer.ahead) yield await (underWay.shift() as Promise<Chunk>)
    }
    for (const scored of underWay) yield await scored
  } finally {
    await scorer.close()
  }
}

async function scoredChunk(
  scorer: BatchScorer,
  { rows, columns }: Chunk,
  keep: readonly string[],
): Promise<Chunk> {
  const inputs = new Set(scorer.inputs.map(({ name }) => name))
  const kept = Object.fromEntries(
    keep.map(name => {
      const column = columns[name] as ColumnData
      // What is scored may be used up, and what is delivered must not be.
      return [name, inputs.has(name) ? copyOf(column) : column]
    }),
  )
  return { rows, columns: { ...kept, ...(await scorer.batch(columns, rows)) } }
}

function copyOf(column: ColumnData): ColumnData {
  return { ...column, values: column.values.slice() } as ColumnData
}
