import type { ColumnData } from '@sluice/expr'
import { classMetrics } from '../classes/class-metrics.ts'
import { judgedAs } from '../classes/judged-as.ts'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import { evaluate, type Evaluation } from '../metrics/evaluation.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { TARGET } from '../transforms/transform.ts'
import type { FitContext } from './fit-on.ts'
import { scorer } from './scorer.ts'
import { CLASS } from './training-rows.ts'

/** Scores labelled rows with the artifact's own expressions and evaluates them; undefined when there are none. */
export async function evaluateRows(
  artifact: Pick<ModelArtifact, 'expressions' | 'task' | 'classes'> & {
    readonly threshold?: { readonly margin: number }
  },
  rows: SqlPart,
  { data, signal }: Pick<FitContext, 'data' | 'signal'>,
): Promise<Evaluation | undefined> {
  const compiled = scorer(artifact)
  const { classes } = artifact
  const label = classes ? [TARGET, CLASS] : [TARGET]
  const names = [...new Set([...compiled.inputs.map(input => input.name), ...label])]
  const list = joinSql(names.map(identifier), ', ')
  const target: number[] = []
  const margin: number[] = []
  const probability: number[] = []
  const pairs: (readonly [actual: number, best: number])[] = []
  for await (const chunk of data.chunks(sql`SELECT ${list} FROM ${rows} r`)) {
    signal?.throwIfAborted()
    const scores = compiled.batch(chunk.columns, chunk.rows)
    const labels = chunk.columns[classes ? CLASS : TARGET] as ColumnData
    for (let i = 0; i < chunk.rows; i++) {
      const label = labels.values[i]
      const said = scores.class?.values[i]
      target.push(classes ? Number(label === said) : (label as number))
      if (classes) pairs.push([classes.indexOf(String(label)), classes.indexOf(String(said))])
      margin.push(scores.margin.values[i] as number)
      probability.push(scores.probability.values[i] as number)
    }
  }
  if (target.length === 0) return undefined
  const evaluation = evaluate({
    task: judgedAs(artifact.task),
    target: Float64Array.from(target),
    margin: Float64Array.from(margin),
    probability: Float64Array.from(probability),
    ...(artifact.threshold && { threshold: artifact.threshold.margin }),
  })
  if (!classes) return evaluation
  const column = (at: 0 | 1) => Float64Array.from(pairs, pair => pair[at])
  return { ...evaluation, classes: classMetrics(classes, { actual: column(0), best: column(1) }) }
}
