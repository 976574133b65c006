import type { ModelArtifact } from '../artifact/model-artifact.ts'
import { classMetrics } from '../classes/class-metrics.ts'
import { judgedAs } from '../classes/judged-as.ts'
import { scoreSamples } from '../evaluation/score-samples.ts'
import type { ScoredSample } from '../evaluation/scored-sample.ts'
import { evaluate, type Evaluation } from '../metrics/evaluation.ts'
import type { SqlPart } from '../sql/fragment.ts'
import type { FitContext } from './fit-on.ts'

/** What of an artifact decides how its scores are judged. */
type Judged = Pick<ModelArtifact, 'task' | 'classes'> & { readonly threshold?: { readonly margin: number } }

/** Scores labelled rows with the artifact's own expressions and evaluates them; undefined when there are none. */
export async function evaluateRows(
  artifact: Judged & Pick<ModelArtifact, 'expressions'>,
  rows: SqlPart,
  context: Pick<FitContext, 'data' | 'signal'>,
): Promise<Evaluation | undefined> {
  const { samples } = await scoreSamples([artifact], rows, [], context)
  return evaluateSample(artifact, samples[0] as ScoredSample)
}

/** Evaluates rows that were scored with the artifact; undefined when there are none. */
export function evaluateSample(
  { task, classes, threshold }: Judged,
  { target, margin, probability, pairs }: ScoredSample,
): Evaluation | undefined {
  if (target.length === 0) return undefined
  const evaluation = evaluate({
    task: judgedAs(task),
    target,
    margin,
    probability,
    ...(threshold && { threshold: threshold.margin }),
  })
  return { ...evaluation, ...(classes && pairs && { classes: classMetrics(classes, pairs) }) }
}
