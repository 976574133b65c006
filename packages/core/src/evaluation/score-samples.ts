import type { ColumnData } from '@sluice/expr'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { DataSession } from '../data/session.ts'
import { ColumnBuilder } from '../prepare/column-builder.ts'
import { scorer } from '../scoring/scorer.ts'
import { CLASS } from '../scoring/training-rows.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { TARGET } from '../transforms/transform.ts'
import type { ScoredSample } from './scored-sample.ts'

/** The same rows scored by several models, in the same order, with raw columns beside them. */
export interface ScoredRows {
  readonly samples: readonly ScoredSample[]
  readonly kept: Readonly<Record<string, ColumnData>>
}

/**
 * Scores labelled rows with each artifact's own expressions in one scan. Of several classes the target is 1 where the
 * most probable one is right.
 */
export async function scoreSamples(
  artifacts: readonly Pick<ModelArtifact, 'expressions' | 'classes'>[],
  rows: SqlPart,
  keep: readonly string[],
  { data, signal }: { readonly data: DataSession; readonly signal?: AbortSignal },
): Promise<ScoredRows> {
  const compiled = artifacts.map(artifact => scorer(artifact))
  const inputs = compiled.flatMap(({ inputs }) => inputs.map(({ name }) => name))
  const labels = artifacts.map(({ expressions }) => (expressions.class ? CLASS : TARGET))
  const list = joinSql([...new Set([...inputs, ...keep, ...labels])].map(identifier), ', ')
  const kept = keep.map(() => new ColumnBuilder())
  const scores = compiled.map(() => ({
    target: new ColumnBuilder(),
    margin: new ColumnBuilder(),
    probability: new ColumnBuilder(),
    actual: new ColumnBuilder(),
    best: new ColumnBuilder(),
  }))
  for await (const chunk of data.chunks(sql`SELECT ${list} FROM ${rows} r`)) {
    signal?.throwIfAborted()
    const column = (name: string) => chunk.columns[name] as ColumnData
    for (const [i, builder] of kept.entries()) builder.add(column(keep[i] as string))
    for (const [i, { batch }] of compiled.entries()) {
      const { margin, probability, class: said } = batch(chunk.columns, chunk.rows)
      const label = column(labels[i] as string)
      scores[i]?.target.add(said === undefined ? label : rightness(label, said))
      scores[i]?.margin.add(margin)
      scores[i]?.probability.add(probability)
      const { classes } = artifacts[i] ?? {}
      if (said === undefined || classes === undefined) continue
      scores[i]?.actual.add(positions(label, classes))
      scores[i]?.best.add(positions(said, classes))
    }
  }
  return {
    samples: scores.map(({ target, margin, probability, actual, best }, i) => ({
      target: numbersOf(target),
      margin: numbersOf(margin),
      probability: numbersOf(probability),
      ...(artifacts[i]?.classes && { pairs: { actual: numbersOf(actual), best: numbersOf(best) } }),
    })),
    kept: Object.fromEntries(keep.map((name, i) => [name, (kept[i] as ColumnBuilder).build()])),
  }
}

function rightness(label: ColumnData, said: ColumnData): ColumnData {
  const values = Float64Array.from(said.values as readonly unknown[], (name, i) =>
    Number(name === label.values[i]),
  )
  return { type: 'number', values }
}

/** Positions of the classes that a column names. */
function positions({ values }: ColumnData, classes: readonly string[]): ColumnData {
  const found = Float64Array.from(values as readonly unknown[], name => classes.indexOf(String(name)))
  return { type: 'number', values: found }
}

function numbersOf(builder: ColumnBuilder): Float64Array {
  return builder.build().values as Float64Array
}
