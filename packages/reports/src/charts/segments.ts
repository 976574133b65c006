import type { Segment, SegmentGroup } from '@sluice/core'
import { figure } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import { table } from '../html/table.ts'
import { dots, line, whiskers, type DataPoint } from '../svg/marks.ts'
import { plot, px } from '../svg/plot.ts'
import { reach, rowPlot } from '../svg/row-plot.ts'
import { niceCeiling } from '../svg/scale.ts'
import { count, decimal, interval, percent, plain, share } from '../words/numbers.ts'
import { sampleTitle } from '../words/samples.ts'

/** AUC of the groups of a column with intervals, beside that of all rows. */
export function segmentFigure(
  { column, sample, groups }: Segment,
  overall: number | undefined,
): Html | undefined {
  const known = groups.filter(({ auc }) => auc !== null)
  if (known.length < 2) return undefined
  const lows = known.map(({ auc }) => auc?.low ?? 1)
  const from = Math.max(0, Math.floor(Math.min(0.5, ...lows) * 10) / 10)
  const chart = rowPlot({
    label: `AUC by ${column}: ${known.map(({ value, auc }) => `${value} ${decimal(auc?.value)}`).join(', ')}`,
    title: overall === undefined ? 'AUC' : `AUC (line: all rows, ${decimal(overall)})`,
    domain: [from, 1],
    format: value => plain(value),
    ...(overall !== undefined && { at: overall }),
    rows: known.map(({ value, auc, rows }) => ({
      name: value,
      value: `${decimal(auc?.value)} · ${count(rows)} rows`,
      marks: (x, { middle }) =>
        auc === null
          ? html``
          : html`${reach(x, [auc.low, auc.high], middle, 'a')}<circle
                class="dot a"
                cx="${px(x(auc.value))}"
                cy="${px(middle)}"
                r="4"
              />`,
    })),
  })
  return figure({
    title: `Ranking by ${column}`,
    note: `${sampleTitle({ sample })}. Bars are 95\u00A0% intervals; where they reach the line, the group may be as good as all rows.`,
    chart,
  })
}

/** The metrics of the groups of a column as a table. */
export function segmentTable({ column, sample, groups }: Segment, task: 'binary' | 'regression'): Html {
  const right = 'right' as const
  const caption = `By ${column} (${sampleTitle({ sample }).toLowerCase()})`
  if (task === 'regression') {
    return table({
      caption,
      columns: [
        { title: column },
        { title: 'Rows', align: right },
        { title: 'Mean prediction', align: right },
        { title: 'RMSE', align: right },
      ],
      rows: groups.map(({ value, rows, meanScore, rmse }) => [
        value,
        count(rows),
        plain(meanScore),
        plain(rmse),
      ]),
    })
  }
  return table({
    caption,
    columns: [
      { title: column },
      { title: 'Rows', align: right },
      { title: 'Positive', align: right },
      { title: 'Mean score', align: right },
      { title: 'AUC', align: right },
      { title: '95\u00A0% interval', align: right },
      { title: 'Selected', align: right },
      { title: 'Precision', align: right },
      { title: 'Recall', align: right },
    ],
    rows: groups.map(group => [
      group.value,
      count(group.rows),
      percent(group.baseRate),
      percent(group.meanScore),
      decimal(group.auc?.value),
      interval(group.auc),
      percent(group.selected),
      percent(group.precision),
      percent(group.recall),
    ]),
  })
}

/** AUC and base rate over the dates of all samples, in order. */
export function dateFigures(segments: readonly Segment[]): readonly Html[] {
  const groups = segments
    .filter(({ column }) => column === 'date')
    .flatMap(({ sample, groups }) => groups.map(group => ({ ...group, sample })))
    .toSorted((a, b) => (a.value < b.value ? -1 : 1))
  if (groups.length < 2) return []
  const dated = groups.map((group, i) => ({ ...group, at: i }))
  return [aucByDate(dated), rateByDate(dated)]
}

type Dated = SegmentGroup & { readonly sample: Segment['sample']; readonly at: number }

function aucByDate(groups: readonly Dated[]): Html {
  const known = groups.flatMap(({ auc, at, sample, value }) =>
    auc === null ? [] : [{ ...auc, at, sample, date: value }],
  )
  const low = Math.max(0, Math.floor(Math.min(0.5, ...known.map(each => each.low)) * 10) / 10)
  const of = (sample: Segment['sample']) => known.filter(each => each.sample === sample)
  const chart = plot({
    id: 'auc-by-date',
    label: `AUC by date: ${known.map(({ date, value }) => `${date} ${decimal(value)}`).join(', ')}`,
    x: dateAxis(groups),
    y: { title: 'AUC', domain: [low, 1], format: value => plain(value) },
    height: 240,
    marks: (x, y) =>
      html`${(['out-of-fold', 'later'] as const).map(sample => {
        const series = sample === 'later' ? 'a' : 'quiet'
        return html`${whiskers(of(sample), { x, y, series })}${dots(
          of(sample).map(each => [each.at, each.value, `${each.date}: ${decimal(each.value)}`]),
          { x, y, series, radius: 4 },
        )}`
      })}`,
  })
  return figure({
    title: 'Ranking by date',
    note: 'Bars are 95\u00A0% intervals.',
    legend: [
      { label: 'Training dates, out of fold', series: 'quiet', mark: 'dot' },
      { label: 'Later dates', series: 'a', mark: 'dot' },
    ],
    chart,
  })
}

function rateByDate(groups: readonly Dated[]): Html {
  const rate = groups.map(({ at, baseRate }): DataPoint => [at, baseRate ?? 0])
  const score = groups.map(({ at, meanScore }): DataPoint => [at, meanScore ?? 0])
  const top = Math.min(1, niceCeiling(Math.max(0.001, ...rate.map(([, y]) => y), ...score.map(([, y]) => y))))
  const chart = plot({
    id: 'rate-by-date',
    label: `Observed rate and mean score by date: ${groups.map(({ value, baseRate, meanScore }) => `${value} ${percent(baseRate)} and ${percent(meanScore)}`).join(', ')}`,
    x: dateAxis(groups),
    y: { title: 'Rate', domain: [0, top], format: share },
    height: 240,
    marks: (x, y) =>
      html`${line(score, x, y, 'b')}${dots(score, { x, y, series: 'b' })}${line(rate, x, y, 'a')}${dots(rate, { x, y, series: 'a' })}`,
  })
  return figure({
    title: 'Promised and observed by date',
    note: 'When the lines part, the season or the customers have changed.',
    legend: [
      { label: 'Observed rate', series: 'a', mark: 'dot' },
      { label: 'Mean probability', series: 'b', mark: 'dot' },
    ],
    chart,
  })
}

function dateAxis(groups: readonly Dated[]) {
  const every = Math.ceil(groups.length / 5)
  const shown = groups.filter((_, i) => i % every === 0)
  return {
    title: 'Date of the features',
    domain: [-0.4, groups.length - 0.6] as const,
    at: shown.map(({ at }) => at),
    format: (at: number) => groups[at]?.value.slice(2) ?? '',
  }
}
