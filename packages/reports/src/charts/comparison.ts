import type { ChampionComparison, MetricDifference } from '@sluice/core'
import { figure } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import { table } from '../html/table.ts'
import { cloud, reference, type DataPoint } from '../svg/marks.ts'
import { plot } from '../svg/plot.ts'
import { niceCeiling } from '../svg/scale.ts'
import { metricName } from '../words/metrics.ts'
import { decimal, interval, percent, plain, share, signed } from '../words/numbers.ts'

/** Metrics of both models with the difference. */
export function comparisonTable({ version, metrics }: ChampionComparison, own: number): Html {
  const right = 'right' as const
  return table({
    caption: `Version ${own} and champion v${version} on the same rows`,
    columns: [
      { title: 'Metric' },
      { title: `v${own}`, align: right },
      { title: `Champion v${version}`, align: right },
      { title: 'Difference', align: right },
      { title: '95\u00A0% interval', align: right },
      { title: 'In words' },
    ],
    rows: metrics.map(each => [
      metricName(each.metric),
      decimal(each.candidate, 4),
      decimal(each.champion, 4),
      signed(each.difference, 4),
      interval(each.interval, 4),
      html`<span class="nowrap ${wordsOf(each).tone}">${wordsOf(each).text}</span>`,
    ]),
  })
}

function wordsOf({ better, difference, interval }: MetricDifference): {
  readonly tone: string
  readonly text: string
} {
  if (difference === null) return { tone: 'quiet-text', text: 'not known' }
  if (Math.abs(difference) < 0.00005) return { tone: 'quiet-text', text: 'the same' }
  const improves = better === 'higher' ? difference > 0 : difference < 0
  const word = improves ? 'better' : 'worse'
  if (interval === null) return { tone: 'quiet-text', text: word }
  const sure = interval.low > 0 || interval.high < 0
  if (!sure) return { tone: 'quiet-text', text: `${word}, within chance` }
  return { tone: improves ? 'good-text' : 'bad-text', text: `${word}, beyond chance` }
}

/** Each row's score by both models. */
export function agreementFigure(
  { version, points, agreement }: ChampionComparison,
  own: number,
  task: 'binary' | 'regression',
): Html {
  const values = points.flatMap(([champion, candidate]) => [champion, candidate])
  const low = task === 'binary' ? 0 : Math.min(...values)
  const high = task === 'binary' ? Math.min(1, niceCeiling(Math.max(0.001, ...values))) : Math.max(...values)
  const format = task === 'binary' ? share : (value: number) => plain(value)
  const placed = (positive: boolean) =>
    points
      .filter(([, , target]) => (target === 1) === positive)
      .map(([champion, candidate]): DataPoint => [champion, candidate])
  const chart = plot({
    id: 'agreement',
    label: `Scores of version ${own} against champion v${version}; rank correlation ${decimal(agreement.spearman)}`,
    x: { title: `Score of champion v${version}`, domain: [low, high], format },
    y: { title: `Score of v${own}`, domain: [low, high], format },
    height: 320,
    marks: (x, y) =>
      html`${reference(
        [
          [low, low],
          [high, high],
        ],
        x,
        y,
      )}${
        task === 'binary'
          ? html`${cloud(placed(false), x, y, 'quiet')}${cloud(placed(true), x, y, 'a big')}`
          : cloud(
              points.map(([a, b]) => [a, b]),
              x,
              y,
              'a',
            )
      }`,
  })
  return figure({
    title: 'Do they agree?',
    note: `Rank correlation (Spearman) ${decimal(agreement.spearman)}. Of the tenth of rows that one ranks highest, the other has ${percent(agreement.topTenth)} in its own top tenth.`,
    legend:
      task === 'binary'
        ? [
            { label: 'Positive rows', series: 'a', mark: 'dot' },
            { label: 'Negative rows', series: 'quiet', mark: 'dot' },
          ]
        : [],
    chart,
  })
}
