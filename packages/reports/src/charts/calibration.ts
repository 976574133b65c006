import type { CalibrationCurve, CalibrationPoint, SampleEvaluation } from '@sluice/core'
import { figure, type LegendEntry } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import { table } from '../html/table.ts'
import { dots, line, reference, whiskers, type DataPoint } from '../svg/marks.ts'
import { plot } from '../svg/plot.ts'
import { niceCeiling } from '../svg/scale.ts'
import { count, decimal, percent } from '../words/numbers.ts'
import { sampleTitle } from '../words/samples.ts'

/** Promised against observed, before and after the calibrator, for one sample. */
export function calibrationFigure(sample: SampleEvaluation): Html | undefined {
  const { ranking } = sample
  if (ranking === undefined) return undefined
  const { before, after } = ranking.calibration
  const main = after ?? before
  const top = topOf([before, ...(after ? [after] : [])])
  const chart = plot({
    id: `calibration-${sample.sample}`,
    label: `Calibration curve, ${sampleTitle(sample)}: ${main.points.map(({ promised, happened }) => `promised ${percent(promised)}, observed ${percent(happened)}`).join('; ')}`,
    x: { title: 'Mean probability', domain: [0, top], format: percentTick },
    y: { title: 'Observed rate', domain: [0, top], format: percentTick },
    height: 320,
    marks: (x, y) =>
      html`${reference(
        [
          [0, 0],
          [top, top],
        ],
        x,
        y,
      )}
      ${after && html`${line(before.points.map(placed), x, y, 'b thin')}${dots(before.points.map(labelled), { x, y, series: 'b hollow' })}`}
      ${whiskers(main.points.map(whisker), { x, y, series: 'a' })}${line(main.points.map(placed), x, y, 'a')}${dots(main.points.map(labelled), { x, y, series: 'a', radius: 4 })}`,
  })
  const { meanScore, baseRate } = sample.metrics
  return figure({
    title: `Calibration, ${sampleTitle(sample).toLowerCase()}`,
    note: `Ten groups of about ${count(main.points[0]?.rows)} rows; on the thin line a probability means what it says. Mean probability ${percent(meanScore)}, observed ${percent(baseRate)}. Bars: 95\u00A0% intervals (Wilson).`,
    legend: legendOf(after !== undefined),
    chart,
    data: {
      caption: `Calibration, ${sampleTitle(sample).toLowerCase()}`,
      columns: [
        { title: 'Calibration' },
        { title: 'Group', align: 'right' },
        { title: 'Rows', align: 'right' },
        { title: 'Mean probability', align: 'right' },
        { title: 'Observed', align: 'right' },
      ],
      rows: [...(after ? rowsOf('after', after) : []), ...rowsOf('before', before)],
    },
  })
}

/** The errors of all curves as a table. */
export function calibrationTable(samples: readonly SampleEvaluation[]): Html {
  const rows = samples.toReversed().flatMap(sample => {
    const { before, after } = sample.ranking?.calibration ?? {}
    const curves = [
      ['calibrated', after],
      [after === undefined ? 'sigmoid of the margin' : 'before calibration', before],
    ] as const
    return curves.flatMap(([name, curve]) =>
      curve === undefined
        ? []
        : [
            [
              `${sampleTitle(sample)}, ${name}`,
              decimal(curve.ece, 4),
              decimal(curve.eceEqualCount, 4),
              decimal(curve.brier, 4),
              decimal(curve.logLoss, 4),
            ],
          ],
    )
  })
  const right = 'right' as const
  return table({
    caption: 'Errors of the probabilities (smaller is better)',
    columns: [
      { title: 'Rows' },
      { title: 'ECE', align: right },
      { title: 'ECE, equal counts', align: right },
      { title: 'Brier score', align: right },
      { title: 'Log loss', align: right },
    ],
    rows,
  })
}

function legendOf(calibrated: boolean): readonly LegendEntry[] {
  if (!calibrated) return [{ label: 'Sigmoid of the margin (no calibrator)', series: 'a', mark: 'dot' }]
  return [
    { label: 'Calibrated', series: 'a', mark: 'dot' },
    { label: 'Before (sigmoid of the margin)', series: 'b hollow', mark: 'dot' },
  ]
}

function topOf(curves: readonly CalibrationCurve[]): number {
  const values = curves.flatMap(({ points }) =>
    points.flatMap(({ promised, happened }) => [promised, happened]),
  )
  return Math.min(1, niceCeiling(Math.max(0.001, ...values) * 1.05))
}

function placed({ promised, happened }: CalibrationPoint): DataPoint {
  return [promised, happened]
}

function labelled(point: CalibrationPoint): readonly [number, number, string] {
  const { promised, happened, rows } = point
  return [
    promised,
    happened,
    `promised ${percent(promised)}, observed ${percent(happened)} of ${count(rows)} rows`,
  ]
}

/** The interval of a rate that E. B. Wilson gave in 1927. */
function whisker({ promised, happened, rows }: CalibrationPoint) {
  const z = 1.959963984540054
  const scale = 1 + z ** 2 / rows
  const middle = (happened + z ** 2 / (2 * rows)) / scale
  const half = (z / scale) * Math.sqrt((happened * (1 - happened)) / rows + z ** 2 / (4 * rows ** 2))
  return { at: promised, low: middle - half, high: middle + half }
}

function rowsOf(name: string, { points }: CalibrationCurve) {
  return points.map(({ rows, promised, happened }, i) => [
    name,
    i + 1,
    count(rows),
    percent(promised),
    percent(happened),
  ])
}

function percentTick(value: number): string {
  return `${Number((value * 100).toPrecision(6))}\u00A0%`
}
