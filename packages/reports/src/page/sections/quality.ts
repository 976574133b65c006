import type { EvaluationData, SampleEvaluation } from '@sluice/core'
import { agreementFigure, comparisonTable } from '../../charts/comparison.ts'
import { calibrationFigure, calibrationTable } from '../../charts/calibration.ts'
import { gainFigure, liftFigure } from '../../charts/deciles.ts'
import { residualFigures, scoreHistogram } from '../../charts/histogram.ts'
import { precisionRecallFigure, rocFigure } from '../../charts/ranking-curves.ts'
import { html } from '../../html/html.ts'
import { count } from '../../words/numbers.ts'
import { mainSample } from '../../words/samples.ts'
import { grid, section, type Section } from '../section.ts'

/** The new version beside the champion; undefined when there was none to compare with. */
export function comparisonSection({ outcome, task }: EvaluationData): Section | undefined {
  if (outcome?.comparison === undefined) return undefined
  const { comparison, version } = outcome
  return section(
    'champion',
    ['Against the champion', 'Champion'],
    html`<p>
      Both models scored the same ${count(comparison.rows)} rows. Differences are this version minus the
      champion; “beyond chance” means that the 95 % interval leaves out 0, rows taken as independent.
    </p>`,
    html`<div class="card flat">${comparisonTable(comparison, version)}</div>`,
    grid(agreementFigure(comparison, version, task)),
  )
}

/** How well positives are ranked above negatives. */
export function rankingSection({ samples }: EvaluationData): Section | undefined {
  const main = samples.at(-1)
  if (main?.ranking === undefined || main.ranking.roc.length === 0) return undefined
  return section(
    'ranking',
    ['Ranking'],
    html`<p>
      Does the score put those who will act above those who will not? Out of fold: every training row is
      scored by a model that never saw its key. Later dates: rows after all training dates.
    </p>`,
    grid(rocFigure(samples), precisionRecallFigure(samples), liftFigure(main), gainFigure(samples)),
  )
}

/** Whether probabilities mean what they say, or how far a regression is off. */
export function probabilitySection(data: EvaluationData): Section | undefined {
  const main = mainSample(data)
  if (main === undefined) return undefined
  if (data.task === 'regression') return section('errors', ['Errors'], grid(...residualFigures(main)))
  if (main.ranking === undefined) return undefined
  return section(
    'probabilities',
    ['Probabilities'],
    html`<p>
      Of a hundred rows with a probability of 10 %, ten should turn out positive. ECE, the expected
      calibration error, is the mean distance between promise and outcome.
    </p>`,
    grid(...laterFirst(data.samples).map(calibrationFigure), scoreHistogram(main, data)),
    html`<div class="card flat">${calibrationTable(data.samples)}</div>`,
  )
}

function laterFirst(samples: readonly SampleEvaluation[]): readonly SampleEvaluation[] {
  return samples.toReversed()
}
