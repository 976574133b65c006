import { costAt, type DecisionCosts, type SampleEvaluation, type ThresholdRow } from '@sluice/core'
import { figure } from '../html/figure.ts'
import { html, type Html } from '../html/html.ts'
import { table } from '../html/table.ts'
import { line, rule, type DataPoint } from '../svg/marks.ts'
import { plot } from '../svg/plot.ts'
import { niceCeiling } from '../svg/scale.ts'
import { amount, count, percent, plain, share } from '../words/numbers.ts'

/** Rows and positives that all thresholds are about. */
export interface Totals {
  readonly rows: number
  readonly positives: number
}

/** Precision and recall by the share of rows selected. */
export function selectionFigure(thresholds: readonly ThresholdRow[], totals: Totals): Html {
  const { rows, positives } = totals
  const precision = thresholds.map(({ selected, hits }): DataPoint => [selected / rows, hits / selected])
  const recall = thresholds.map(({ selected, hits }): DataPoint => [selected / rows, hits / positives])
  const chosen = thresholds.find(row => row.chosen)
  const chart = plot({
    id: 'selection',
    label: 'Precision and recall by share of rows selected',
    x: { title: 'Rows selected', domain: [0, 1], format: share },
    y: { title: 'Precision, recall', domain: [0, 1], format: share },
    marks: (x, y) =>
      html`${line(precision, x, y, 'b')}${line(recall, x, y, 'a')}${chosen && rule({ x: chosen.selected / rows }, { x, y, label: 'chosen' })}`,
  })
  return figure({
    title: 'What a threshold selects',
    legend: [
      { label: 'Recall: share of positives found', series: 'a' },
      { label: 'Precision: share of selected rows that are positive', series: 'b' },
    ],
    chart,
  })
}

/** The cost of all decisions by the share of rows selected. */
export function costFigure(thresholds: readonly ThresholdRow[], totals: Totals, costs: DecisionCosts): Html {
  const points = thresholds.map((row): DataPoint => [row.selected / totals.rows, costAt(row, totals, costs)])
  const values = points.map(([, cost]) => cost)
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  const cheapest = cheapestOf(thresholds, totals, costs)
  const chosen = thresholds.find(row => row.chosen)
  const chart = plot({
    id: 'cost',
    label: 'Cost of all decisions by share of rows selected',
    x: { title: 'Rows selected', domain: [0, 1], format: share },
    y: {
      title: `Cost${costs.unit === undefined ? '' : `, ${costs.unit}`}`,
      domain: [low < 0 ? -niceCeiling(-low) : 0, high > 0 ? niceCeiling(high) : 0],
      format: value => plain(value),
    },
    marks: (x, y) =>
      html`${line(points, x, y, 'a')}${chosen && rule({ x: chosen.selected / totals.rows }, { x, y, label: 'chosen' })}${cheapest && html`<circle class="dot best" cx="${x(cheapest.selected / totals.rows)}" cy="${y(costAt(cheapest, totals, costs))}" r="5"><title>cheapest</title></circle>`}`,
  })
  const note =
    cheapest === undefined
      ? ''
      : `Of the listed thresholds the cheapest selects ${share(cheapest.selected / totals.rows)} of the rows and costs ${amount(costAt(cheapest, totals, costs), costs.unit)} (ring)${chosen === undefined ? '' : `; the chosen one costs ${amount(costAt(chosen, totals, costs), costs.unit)}`}.`
  return figure({ title: 'What the decisions cost', note, chart })
}

const listedShares = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

/** Thresholds with what they select and, when costs are known, cost. */
export function thresholdTable(
  thresholds: readonly ThresholdRow[],
  totals: Totals,
  costs?: DecisionCosts,
): Html {
  const cheapest = costs && cheapestOf(thresholds, totals, costs)
  const wanted = new Set(
    listedShares.map(wantedShare =>
      thresholds.find(({ selected }) => selected >= wantedShare * totals.rows - 0.5),
    ),
  )
  const rows = thresholds.filter(row => row.chosen || row === cheapest || wanted.has(row))
  const right = 'right' as const
  return table({
    caption: 'Thresholds, from strict to lenient',
    columns: [
      { title: 'Rows selected' },
      { title: 'Probability from', align: right },
      { title: 'Precision', align: right },
      { title: 'Recall', align: right },
      { title: 'Hits', align: right },
      { title: 'False alarms', align: right },
      { title: 'Missed', align: right },
      ...(costs === undefined ? [] : [{ title: 'Cost', align: right }]),
    ],
    rows: rows.map(row => [
      html`${share(row.selected / totals.rows)}${row.chosen && html` <span class="tag">chosen</span>`}${row === cheapest && html` <span class="tag best">cheapest</span>`}`,
      percent(row.probability),
      percent(row.selected === 0 ? null : row.hits / row.selected),
      percent(totals.positives === 0 ? null : row.hits / totals.positives),
      count(row.hits),
      count(row.selected - row.hits),
      count(totals.positives - row.hits),
      ...(costs === undefined ? [] : [amount(costAt(row, totals, costs), costs.unit)]),
    ]),
    marked: rows.findIndex(row => row.chosen),
  })
}

/** The confusion matrix of the chosen threshold. */
export function confusionTable({ metrics }: SampleEvaluation): Html | undefined {
  const { confusion, rows } = metrics
  if (confusion === null) return undefined
  const cell = (value: number) =>
    html`<strong>${count(value)}</strong> <span class="quiet-text">${percent(value / rows)}</span>`
  return table({
    caption: 'Decisions and outcomes at the chosen threshold',
    columns: [
      { title: '' },
      { title: 'Was positive', align: 'right' },
      { title: 'Was negative', align: 'right' },
    ],
    rows: [
      ['Selected', cell(confusion.truePositives), cell(confusion.falsePositives)],
      ['Not selected', cell(confusion.falseNegatives), cell(confusion.trueNegatives)],
    ],
  })
}

function cheapestOf(
  thresholds: readonly ThresholdRow[],
  totals: Totals,
  costs: DecisionCosts,
): ThresholdRow | undefined {
  const [first, ...rest] = thresholds
  return rest.reduce(
    (best, row) =>
      best !== undefined && costAt(row, totals, costs) < costAt(best, totals, costs) ? row : best,
    first,
  )
}
