import type { EvaluationData, SampleEvaluation } from '@sluice/core'
import { figure } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import { rule, steps } from '../svg/marks.ts'
import { plot } from '../svg/plot.ts'
import { niceCeiling } from '../svg/scale.ts'
import { count, percent, plain, share } from '../words/numbers.ts'
import { sampleTitle } from '../words/samples.ts'

/** How scores are spread within each class. */
export function scoreHistogram(
  sample: SampleEvaluation,
  { threshold }: Pick<EvaluationData, 'threshold'>,
): Html | undefined {
  const histogram = sample.ranking?.histogram
  if (histogram === undefined || histogram.edges.length === 0) return undefined
  const { edges } = histogram
  const [negatives, positives] = [sharesOf(histogram.negatives), sharesOf(histogram.positives)]
  const [low = 0, high = 1] = [edges[0], edges.at(-1)]
  const top = niceCeiling(Math.max(...negatives, ...positives))
  const chart = plot({
    id: 'score-histogram',
    label: 'Histogram of the probability for positive and for negative rows',
    x: { title: 'Probability', domain: [low, high], format: share },
    y: { title: 'Share of the class', domain: [0, top], format: share },
    marks: (x, y) =>
      html`${steps(edges, negatives, { x, y, series: 'quiet' })}${steps(edges, positives, { x, y, series: 'a' })}
      ${threshold && threshold.probability !== null && rule({ x: threshold.probability }, { x, y, label: 'threshold' })}`,
  })
  return figure({
    title: `Scores by class (${sampleTitle(sample).toLowerCase()})`,
    note: 'Each class adds up to 100\u00A0%. The less the two overlap, the better the model tells them apart.',
    legend: [
      { label: 'Positive rows', series: 'a', mark: 'box' },
      { label: 'Negative rows', series: 'quiet', mark: 'box' },
    ],
    chart,
    data: {
      caption: 'Rows by probability and class',
      columns: [
        { title: 'Probability from' },
        { title: 'to', align: 'right' },
        { title: 'Negative rows', align: 'right' },
        { title: 'Positive rows', align: 'right' },
      ],
      rows: histogram.negatives.map((rows, i) => [
        percent(edges[i]),
        percent(edges[i + 1]),
        count(rows),
        count(histogram.positives[i]),
      ]),
    },
  })
}

/** Observed against predicted, and the spread of the errors, of a regression. */
export function residualFigures({ residuals }: SampleEvaluation): readonly Html[] {
  if (residuals === undefined) return []
  const { points, histogram } = residuals
  const values = points.flat()
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const axis = { domain: [low, high] as const, format: (value: number) => plain(value) }
  const scatter = plot({
    id: 'observed',
    label: 'Observed against predicted values',
    x: { ...axis, title: 'Predicted' },
    y: { ...axis, title: 'Observed' },
    height: 320,
    marks: (x, y) =>
      html`<path
          class="reference"
          d="M${x(low)} ${y(low)}L${x(high)} ${y(high)}"
        />${points.map(([a, b]) => html`<circle class="dot a faint" cx="${Math.round(x(a))}" cy="${Math.round(y(b))}" r="2.5" />`)}`,
  })
  const shares = sharesOf(histogram.negatives)
  const spread = plot({
    id: 'residuals',
    label: 'Histogram of observed minus predicted',
    x: {
      title: 'Observed minus predicted',
      domain: [histogram.edges[0] ?? 0, histogram.edges.at(-1) ?? 1],
      format: value => plain(value),
    },
    y: { title: 'Share of rows', domain: [0, niceCeiling(Math.max(0, ...shares))], format: share },
    height: 320,
    marks: (x, y) => steps(histogram.edges, shares, { x, y, series: 'a' }),
  })
  return [
    figure({
      title: 'Predicted and observed',
      note: 'On the thin line the prediction was right.',
      chart: scatter,
    }),
    figure({
      title: 'Errors',
      note: 'A good model’s errors lie around 0, as often above as below.',
      chart: spread,
    }),
  ]
}

function sharesOf(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, value) => sum + value, 0)
  return counts.map(value => (total === 0 ? 0 : value / total))
}
