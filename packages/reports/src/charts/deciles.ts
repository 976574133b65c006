import type { SampleEvaluation } from '@sluice/core'
import { figure } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import { dots, line, reference, rule, type DataPoint } from '../svg/marks.ts'
import { plot, px } from '../svg/plot.ts'
import { niceCeiling } from '../svg/scale.ts'
import { count, percent, plain, share } from '../words/numbers.ts'
import { sampleTitle } from '../words/samples.ts'
import { sampleLegend, seriesOf } from './ranking-curves.ts'

/** Lift by tenth of the rows, the highest scores first. */
export function liftFigure(main: SampleEvaluation): Html {
  const { deciles } = main.metrics
  const top = niceCeiling(Math.max(1, ...deciles.map(({ lift }) => lift ?? 0)))
  const chart = plot({
    id: 'lift',
    label: `Lift by decile: ${deciles.map(({ decile, lift }) => `${decile}: ${plain(lift, 2)}`).join(', ')}`,
    x: {
      title: 'Tenth of rows, highest scores first',
      domain: [0.5, 10.5],
      format: String,
      at: deciles.map(({ decile }) => decile),
    },
    y: { title: 'Lift (times the average)', domain: [0, top], format: value => plain(value) },
    marks: (x, y) =>
      html`${deciles.map(({ decile, lift, rate }) => {
        const [left, right, up] = [x(decile - 0.36), x(decile + 0.36), y(lift ?? 0)]
        return html`<rect
          class="bar a"
          x="${px(left)}"
          y="${px(up)}"
          width="${px(right - left)}"
          height="${px(y(0) - up)}"
          rx="1.5"
          ><title>tenth ${decile}: lift ${plain(lift, 3)}, rate ${percent(rate)}</title></rect
        >`
      })}${rule({ y: 1 }, { x, y, label: 'average' })}`,
  })
  return figure({
    title: `Lift by decile (${sampleTitle(main).toLowerCase()})`,
    note: 'How many times more positives a tenth of the rows holds than the average. A good ranking falls from left to right.',
    chart,
    data: {
      caption: 'Deciles',
      columns: [
        { title: 'Decile', align: 'right' },
        { title: 'Rows', align: 'right' },
        { title: 'Mean score', align: 'right' },
        { title: 'Positive', align: 'right' },
        { title: 'Lift', align: 'right' },
        { title: 'Positives so far', align: 'right' },
      ],
      rows: deciles.map(({ decile, rows, meanScore, rate, lift, gain }) => [
        decile,
        count(rows),
        percent(meanScore),
        percent(rate),
        plain(lift, 3),
        percent(gain),
      ]),
    },
  })
}

/** The share of positives found by the share of rows selected. */
export function gainFigure(samples: readonly SampleEvaluation[]): Html {
  const pointsOf = ({ metrics }: SampleEvaluation): readonly DataPoint[] => [
    [0, 0],
    ...metrics.deciles.map(({ decile, gain }): DataPoint => [decile / 10, gain ?? 0]),
  ]
  const main = samples.at(-1)
  const chart = plot({
    id: 'gain',
    label: `Share of positives found by share of rows selected: ${
      main === undefined
        ? ''
        : pointsOf(main)
            .map(([x, y]) => `${share(x)}: ${percent(y)}`)
            .join(', ')
    }`,
    x: { title: 'Rows selected, highest scores first', domain: [0, 1], format: share },
    y: { title: 'Positives found', domain: [0, 1], format: share },
    marks: (x, y) =>
      html`${reference(
        [
          [0, 0],
          [1, 1],
        ],
        x,
        y,
      )}${samples.map(each => line(pointsOf(each), x, y, seriesOf(each, samples)))}
      ${
        main &&
        dots(
          pointsOf(main).map(([a, b]) => [a, b, `${share(a)} of rows hold ${percent(b)} of positives`]),
          { x, y, series: 'a' },
        )
      }`,
  })
  const third = main?.metrics.deciles[2]?.gain
  return figure({
    title: 'Gain',
    note: `Selecting the top 30\u00A0% of rows finds ${percent(third)} of the positives; drawing lots would find 30\u00A0%.`,
    legend: sampleLegend(samples),
    chart,
  })
}
