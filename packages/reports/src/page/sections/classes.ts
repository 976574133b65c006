import type { EvaluationData } from '@sluice/core'
import { html } from '../../html/html.ts'
import { table } from '../../html/table.ts'
import { count, percent } from '../../words/numbers.ts'
import { mainSample, sampleTitle } from '../../words/samples.ts'
import { section, type Section } from '../section.ts'

/** Of several classes: how each is recognised, and what the other numbers are about. */
export function classSection(data: EvaluationData): Section | undefined {
  const main = mainSample(data)
  if (main?.metrics.classes === undefined) return undefined
  const right = 'right' as const
  return section(
    'classes',
    ['Classes'],
    html`<p>
      The model says which class is the most probable. Everywhere else on this page a row is “positive” when
      that class is the right one, and its score is how sure the model is.
    </p>`,
    html`<div class="card flat">
      ${table({
        caption: `Classes (${sampleTitle(main).toLowerCase()})`,
        columns: [
          { title: 'Class' },
          { title: 'Rows', align: right },
          { title: 'Predicted', align: right },
          { title: 'Precision', align: right },
          { title: 'Recall', align: right },
        ],
        rows: main.metrics.classes.map(({ name, rows, predicted, precision, recall }) => [
          name,
          count(rows),
          count(predicted),
          percent(precision),
          percent(recall),
        ]),
      })}
    </div>`,
  )
}
