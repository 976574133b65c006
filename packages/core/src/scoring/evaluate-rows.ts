import type { ModelArtifact } from '../artifact/model-artifact.ts'
import { evaluate, type Evaluation } from '../metrics/evaluation.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { TARGET } from '../transforms/transform.ts'
import type { FitContext } from './fit-on.ts'
import { scorer } from './scorer.ts'

/** Scores labelled rows with the artifact's own expressions and evaluates them; undefined when there are none. */
export async function evaluateRows(
  artifact: Pick<ModelArtifact, 'expressions' | 'task'> & {
    readonly threshold?: { readonly margin: number }
  },
  rows: SqlPart,
  { data, signal }: Pick<FitContext, 'data' | 'signal'>,
): Promise<Evaluation | undefined> {
  const compiled = scorer(artifact)
  const names = [...new Set([...compiled.inputs.map(input => input.name), TARGET])]
  const list = joinSql(names.map(identifier), ', ')
  const target: number[] = []
  const margin: number[] = []
  const probability: number[] = []
  for await (const chunk of data.chunks(sql`SELECT ${list} FROM ${rows} r`)) {
    signal?.throwIfAborted()
    const scores = compiled.batch(chunk.columns, chunk.rows)
    const labels = chunk.columns[TARGET] as NonNullable<(typeof chunk.columns)[string]>
    for (let i = 0; i < chunk.rows; i++) {
      target.push(labels.values[i] as number)
      margin.push(scores.margin.values[i] as number)
      probability.push(scores.probability.values[i] as number)
    }
  }
  if (target.length === 0) return undefined
  return evaluate({
    task: artifact.task,
    target: Float64Array.from(target),
    margin: Float64Array.from(margin),
    probability: Float64Array.from(probability),
    ...(artifact.threshold && { threshold: artifact.threshold.margin }),
  })
}
