import type { EvaluationData } from '@sluice/core'
import { dateFigures, segmentFigure, segmentTable } from '../../charts/segments.ts'
import { html } from '../../html/html.ts'
import { mainSample } from '../../words/samples.ts'
import { grid, section, type Section } from '../section.ts'

/** How the model does for parts of the rows. */
export function segmentSection(data: EvaluationData): Section | undefined {
  const { segments, task } = data
  const main = mainSample(data)
  if (segments.length === 0 || main === undefined) return undefined
  const own = segments.filter(({ column, sample }) => column !== 'date' && sample === main.sample)
  const dates = segments.filter(({ column }) => column === 'date')
  const overall = main.ranking?.auc?.value
  return section(
    'segments',
    ['Dates and segments', 'Segments'],
    task === 'binary' &&
      grid(...dateFigures(segments), ...own.map(segment => segmentFigure(segment, overall))),
    html`<div class="card flat stack">
      ${[...own, ...dates.toReversed()].map(segment => segmentTable(segment, task))}
    </div>`,
  )
}
