import type { ExplainedFeature, Explanations, PermutationImportance } from '@sluice/core'
import { figure } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import { cloud, type DataPoint } from '../svg/marks.ts'
import { bar, reach, rowPlot } from '../svg/row-plot.ts'
import { linearScale } from '../svg/scale.ts'
import { count, decimal, plain } from '../words/numbers.ts'
import { metricName } from '../words/metrics.ts'

const mostShown = 15

/** How much worse the model gets without a column. */
export function importanceFigure({ columns, metric, baseline, rows, repeats }: PermutationImportance): Html {
  const shown = columns.slice(0, mostShown)
  const high = Math.max(0.001, ...shown.map(column => column.high))
  const low = Math.min(0, ...shown.map(column => column.low))
  const loss = metric === 'rmse' ? 'Rise of RMSE' : `Loss of ${metricName(metric)}`
  const chart = rowPlot({
    label: `${loss} when a column is shuffled: ${shown.map(({ column, mean }) => `${column} ${plain(mean, 2)}`).join(', ')}`,
    title: loss,
    domain: [low, high],
    format: value => plain(value),
    at: 0,
    rows: shown.map(({ column, mean, low, high }) => ({
      name: column,
      value: metric === 'rmse' ? plain(mean, 3) : decimal(mean, 4),
      marks: (x, { top, bottom, middle }) =>
        html`${bar(x, [0, mean], { top, bottom, series: 'a' })}${reach(x, [low, high], middle, 'over')}`,
    })),
  })
  const more =
    columns.length > shown.length ? ` The other ${columns.length - shown.length} columns matter less.` : ''
  return figure({
    title: 'Which columns matter',
    note: `How much ${metricName(metric)} (${metric === 'rmse' ? plain(baseline, 3) : decimal(baseline)} on ${count(rows)} rows) suffers when one column is shuffled among the rows; thin lines span ${repeats} repeats.${more} Columns that tell the same can stand in for each other.`,
    chart,
    data: {
      caption: `${loss} when a column is shuffled`,
      columns: [
        { title: 'Column' },
        { title: 'Mean', align: 'right' },
        { title: 'Least', align: 'right' },
        { title: 'Most', align: 'right' },
      ],
      rows: columns.map(each => [
        each.column,
        decimal(each.mean, 4),
        decimal(each.low, 4),
        decimal(each.high, 4),
      ]),
    },
  })
}

/** The mean size of each feature's contribution. */
export function contributionFigure({ features, others, method, unit, rows }: Explanations): Html {
  const shown = features.slice(0, mostShown)
  const high = Math.max(1e-9, ...shown.map(({ meanAbsolute }) => meanAbsolute))
  const chart = rowPlot({
    label: `Mean absolute contribution: ${shown.map(({ name, meanAbsolute }) => `${name} ${plain(meanAbsolute, 3)}`).join(', ')}`,
    title: `Mean absolute contribution (${unit})`,
    domain: [0, high],
    format: value => plain(value),
    rows: shown.map(({ name, meanAbsolute }) => ({
      name,
      value: plain(meanAbsolute, 3),
      marks: (x, { top, bottom }) => bar(x, [0, meanAbsolute], { top, bottom, series: 'a' }),
    })),
  })
  const exact =
    method === 'linear'
      ? 'exact for a linear model: weight times distance from the mean'
      : 'exact for trees (TreeSHAP)'
  const rest = others + features.length - shown.length
  return figure({
    title: 'How far features move the score',
    note: `SHAP values of ${count(rows)} rows, ${exact}.${rest > 0 ? ` ${rest} more features contribute less.` : ''}`,
    chart,
    data: {
      caption: 'Mean absolute contribution',
      columns: [{ title: 'Feature' }, { title: `Mean absolute contribution (${unit})`, align: 'right' }],
      rows: features.map(({ name, meanAbsolute }) => [name, plain(meanAbsolute, 4)]),
    },
  })
}

/** Every sampled row's contribution of every feature, coloured by the feature's value. */
export function stripFigure({ features, unit }: Explanations): Html {
  const shown = features.slice(0, mostShown)
  const all = shown.flatMap(({ points }) => points.map(([contribution]) => contribution))
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)]
  const pad = (high - low) * 0.03
  const chart = rowPlot({
    label: `Contributions of ${shown.length} features, one point per row. ${shown.map(directionWords).join(' ')}`,
    title: `Contribution to the score (${unit})`,
    domain: [low - pad, high + pad],
    format: value => plain(value),
    at: 0,
    band: 20,
    rows: shown.map(feature => ({
      name: feature.name,
      marks: (x, { top, bottom }) => {
        const y = linearScale([0, 1], [bottom, top])
        return html`${levels.map(({ series, holds }) =>
          cloud(
            swarm(feature, x)
              .filter(({ level }) => holds(level))
              .map(({ place }) => place),
            x,
            y,
            series,
          ),
        )}`
      },
    })),
  })
  return figure({
    title: 'Which way features move the score',
    note: 'One point per row: right of the line the feature raises the score, left it lowers it.',
    legend: [
      { label: 'Low value', series: 'level-0', mark: 'dot' },
      { label: 'High value', series: 'level-4', mark: 'dot' },
      { label: 'No order, or missing', series: 'level-none', mark: 'dot' },
    ],
    chart,
  })
}

const levels = [
  { series: 'level-none', holds: (level: number | null) => level === null },
  ...Array.from({ length: 5 }, (_, i) => ({
    series: `level-${i}`,
    holds: (level: number | null) => level !== null && Math.min(4, Math.floor(level * 5)) === i,
  })),
]

/** Points pile up around the middle where many have about the same contribution. */
function swarm({ points }: ExplainedFeature, x: (value: number) => number) {
  const taken = new Map<number, number>()
  return points.map(([contribution, level]) => {
    const column = Math.round(x(contribution) / 2.5)
    const before = taken.get(column) ?? 0
    taken.set(column, before + 1)
    const offset = Math.ceil(before / 2) * (before % 2 === 0 ? 1 : -1)
    const place: DataPoint = [contribution, 0.5 + Math.max(-0.5, Math.min(0.5, offset * 0.13))]
    return { place, level }
  })
}

function directionWords({ name, points }: ExplainedFeature): string {
  const known = points.filter(([, level]) => level !== null)
  const mean = (of: typeof known) => of.reduce((sum, [contribution]) => sum + contribution, 0) / of.length
  const [low, high] = [
    known.filter(([, level]) => (level ?? 0) < 0.3),
    known.filter(([, level]) => (level ?? 0) > 0.7),
  ]
  if (low.length === 0 || high.length === 0) return `${name}: no order.`
  return `${name}: high values ${mean(high) > mean(low) ? 'raise' : 'lower'} the score.`
}
