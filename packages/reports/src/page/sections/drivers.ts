import type { EvaluationData } from '@sluice/core'
import { contributionFigure, importanceFigure, stripFigure } from '../../charts/importance.ts'
import { learningFigure } from '../../charts/learning-curve.ts'
import { waterfallFigure } from '../../charts/waterfall.ts'
import { html } from '../../html/html.ts'
import { count } from '../../words/numbers.ts'
import { grid, section, type Section } from '../section.ts'

/** What moves the scores, over all rows. */
export function driverSection({ importance, explanations, probed }: EvaluationData): Section | undefined {
  if (importance === undefined && explanations === undefined) return undefined
  const from =
    probed.use === 'evaluation' ? 'rows of the later dates' : 'training rows, which the model has seen'
  return section(
    'drivers',
    ['What drives the scores', 'Drivers'],
    html`<p>Measured on ${from}. It says what the model relies on, not what causes the outcome.</p>`,
    grid(
      importance && importanceFigure(importance),
      explanations && contributionFigure(explanations),
      explanations && stripFigure(explanations),
    ),
  )
}

/** A few rows, contribution by contribution. */
export function exampleSection({ explanations, task }: EvaluationData): Section | undefined {
  if (explanations === undefined || explanations.examples.length === 0) return undefined
  const { examples, rows } = explanations
  return section(
    'examples',
    ['Single rows explained', 'Examples'],
    html`<p>
      Picked from ${count(rows)} sampled rows. Each starts at the mean score of the model and ends at its own.
    </p>`,
    grid(...examples.map(example => waterfallFigure(example, explanations, task))),
  )
}

/** How learning went. */
export function learningSection({ learning }: EvaluationData): Section | undefined {
  return learning && section('learning', ['Learning'], grid(learningFigure(learning)))
}
