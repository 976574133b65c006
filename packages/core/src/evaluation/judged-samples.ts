import type { ColumnData } from '@sluice/expr'
import { judgedAs } from '../classes/judged-as.ts'
import { AS_OF, LEARN } from '../scoring/training-rows.ts'
import { identifier, sql } from '../sql/sql.ts'
import type { EvaluationContext, EvaluationRequest } from './evaluation-of.ts'
import { sampleEvaluation, type SampleEvaluation, type SampleName } from './sample-evaluation.ts'
import type { ScoredSample } from './scored-sample.ts'
import { scoreSamples } from './score-samples.ts'
import { segmentMetrics, type Segment } from './segment-metrics.ts'

/** All that is judged by comparing scores with outcomes. */
export interface JudgedSamples {
  readonly samples: readonly SampleEvaluation[]
  readonly segments: readonly Segment[]
}

/** Rows with their scores and the columns that they are split by. */
interface SplitRows {
  readonly name: SampleName
  readonly scored: ScoredSample
  readonly columns: Readonly<Record<string, ColumnData>>
}

/** Judges the rows out of fold and, where there are any, those of the later dates, as a whole and by segment. */
export async function judgedSamples(
  { artifact, rows, outOfFold, segments = [] }: EvaluationRequest,
  context: EvaluationContext,
): Promise<JudgedSamples> {
  const { lineage, threshold, calibrator, metrics } = artifact
  const known = new Set(rows.schema.columns.map(column => column.name))
  const wanted = [AS_OF, ...segments.filter(segment => known.has(segment))]
  const held = sql`(SELECT * FROM ${context.data.dataset(rows)} WHERE NOT ${identifier(LEARN)})`
  const later = await scoreSamples([artifact], held, wanted, context)
  const task = judgedAs(artifact.task)
  const judged = ({ name, scored }: SplitRows) => {
    const isLater = name === 'later'
    const evaluated = sampleEvaluation(scored, {
      task,
      sample: name,
      dates: isLater ? lineage.evaluationDates : lineage.trainingDates,
      calibrated: calibrator !== undefined,
      ...(threshold && { threshold }),
    })
    const { classes } = (isLater ? metrics.evaluation : metrics.outOfFold) ?? {}
    return classes === undefined ? evaluated : { ...evaluated, metrics: { ...evaluated.metrics, classes } }
  }
  const split = ({ name, scored, columns }: SplitRows) =>
    wanted.flatMap(column => {
      const [values, shown] = [columns[column], column === AS_OF ? 'date' : column]
      const facts = { column: shown, sample: name, task, ...(threshold && { threshold: threshold.margin }) }
      return values === undefined ? [] : [segmentMetrics(scored, values, facts)]
    })
  const all: readonly SplitRows[] = [
    { name: 'out-of-fold', scored: outOfFold, columns: outOfFold.kept ?? {} },
    ...later.samples
      .filter(({ target }) => target.length > 0)
      .map(scored => ({ name: 'later', scored, columns: later.kept }) as const),
  ]
  return { samples: all.map(judged), segments: all.flatMap(split) }
}
