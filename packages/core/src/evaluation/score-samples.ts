import type { ColumnData } from '@sluice/expr'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { DataSession } from '../data/session.ts'
import { ColumnBuilder } from '../prepare/column-builder.ts'
import { scorer } from '../scoring/scorer.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { TARGET } from '../transforms/transform.ts'
import type { ScoredSample } from './scored-sample.ts'

/** The same rows scored by several models, in the same order, with raw columns beside them. */
export interface ScoredRows {
  readonly samples: readonly ScoredSample[]
  readonly kept: Readonly<Record<string, ColumnData>>
}

/** Scores labelled rows with each artifact's own expressions in one scan. */
export async function scoreSamples(
  artifacts: readonly Pick<ModelArtifact, 'expressions'>[],
  rows: SqlPart,
  keep: readonly string[],
  { data, signal }: { readonly data: DataSession; readonly signal?: AbortSignal },
): Promise<ScoredRows> {
  const compiled = artifacts.map(artifact => scorer(artifact))
  const inputs = compiled.flatMap(({ inputs }) => inputs.map(({ name }) => name))
  const list = joinSql([...new Set([...inputs, ...keep, TARGET])].map(identifier), ', ')
  const target = new ColumnBuilder()
  const kept = keep.map(() => new ColumnBuilder())
  const scores = compiled.map(() => ({ margin: new ColumnBuilder(), probability: new ColumnBuilder() }))
  for await (const chunk of data.chunks(sql`SELECT ${list} FROM ${rows} r`)) {
    signal?.throwIfAborted()
    const column = (name: string) => chunk.columns[name] as ColumnData
    target.add(column(TARGET))
    for (const [i, builder] of kept.entries()) builder.add(column(keep[i] as string))
    for (const [i, { batch }] of compiled.entries()) {
      const { margin, probability } = batch(chunk.columns, chunk.rows)
      scores[i]?.margin.add(margin)
      scores[i]?.probability.add(probability)
    }
  }
  const labels = numbersOf(target)
  return {
    samples: scores.map(({ margin, probability }) => ({
      target: labels,
      margin: numbersOf(margin),
      probability: numbersOf(probability),
    })),
    kept: Object.fromEntries(keep.map((name, i) => [name, (kept[i] as ColumnBuilder).build()])),
  }
}

function numbersOf(builder: ColumnBuilder): Float64Array {
  return builder.build().values as Float64Array
}
