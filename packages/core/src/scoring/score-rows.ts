import { duckdb, isExact, selectSql } from '@sluice/expr'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { DatasetRef } from '../data/refs.ts'
import type { Chunk, DataSession } from '../data/session.ts'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import { scorer } from './scorer.ts'

/** What scoring needs of the step it runs in. */
export interface ScoreContext {
  readonly data: DataSession
  readonly signal?: AbortSignal
  readonly progress?: (done: number, total?: number) => void
}

/** Which way a batch is scored. `sql` only where every operation is exact, so that both give the same bits. */
export type ScorePath = 'sql' | 'javascript'

/** The quicker of the paths that give exactly the artifact's scores in DuckDB. */
export function scorePath({ expressions }: Pick<ModelArtifact, 'expressions'>): ScorePath {
  return Object.values(expressions).every(isExact) ? 'sql' : 'javascript'
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

/** Scores a dataset chunk by chunk with the generated function. */
export async function* scoredChunks(
  artifact: Pick<ModelArtifact, 'expressions'>,
  rows: DatasetRef,
  keep: readonly string[],
  { data, signal }: ScoreContext,
): AsyncGenerator<Chunk> {
  const compiled = scorer(artifact)
  const names = [...new Set([...keep, ...compiled.inputs.map(input => input.name)])]
  const list = joinSql(names.map(identifier), ', ')
  for await (const chunk of data.chunks(sql`SELECT ${list} FROM ${data.dataset(rows)}`)) {
    signal?.throwIfAborted()
    const scores = compiled.batch(chunk.columns, chunk.rows)
    const kept = Object.fromEntries(
      keep.map(name => [name, chunk.columns[name] as NonNullable<(typeof chunk.columns)[string]>]),
    )
    yield { rows: chunk.rows, columns: { ...kept, ...scores } }
  }
}
