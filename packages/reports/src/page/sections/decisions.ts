import type { DecisionCosts, EvaluationData, ThresholdRow } from '@sluice/core'
import {
  confusionTable,
  costFigure,
  selectionFigure,
  thresholdTable,
  type Totals,
} from '../../charts/thresholds.ts'
import { html, type Html } from '../../html/html.ts'
import { amount, percent } from '../../words/numbers.ts'
import { mainSample, sampleTitle } from '../../words/samples.ts'
import { grid, section, type Section } from '../section.ts'

/** Thresholds with what they select and cost, and a place to try others. */
export function decisionSection(data: EvaluationData): Section | undefined {
  const main = mainSample(data)
  const thresholds = (main?.ranking?.thresholds ?? []).filter(({ selected }) => selected > 0)
  if (main === undefined || thresholds.length === 0 || main.metrics.positives === null) return undefined
  const totals = { rows: main.metrics.rows, positives: main.metrics.positives }
  const { costs, threshold } = data
  const chosen =
    threshold === undefined
      ? ''
      : ` Chosen in training: ${threshold.why}${threshold.probability === null ? '' : ` (rows from ${percent(threshold.probability)} are selected)`}.`
  return section(
    'decisions',
    ['Decisions'],
    html`<p>${sampleTitle(main)}.${chosen}${costs && ` ${costWords(costs)}`}</p>`,
    explorer(thresholds, totals, costs),
    grid(selectionFigure(thresholds, totals), costs && costFigure(thresholds, totals, costs)),
    html`<div class="card flat">${confusionTable(main)}</div>`,
    html`<div class="card flat">${thresholdTable(thresholds, totals, costs)}</div>`,
  )
}

function costWords({
  falsePositive,
  falseNegative,
  truePositive = 0,
  trueNegative = 0,
  unit,
}: DecisionCosts): string {
  const parts = [
    `a false alarm costs ${amount(falsePositive, unit)}`,
    `a missed positive ${amount(falseNegative, unit)}`,
    ...(truePositive === 0 ? [] : [`a hit ${amount(truePositive, unit)}`]),
    ...(trueNegative === 0 ? [] : [`a row rightly left alone ${amount(trueNegative, unit)}`]),
  ]
  return `Costs as stated: ${parts.join(', ')}.`
}

/** Shown by the script of the page; without it, the tables below say the same. */
function explorer(
  thresholds: readonly ThresholdRow[],
  { rows, positives }: Totals,
  costs: DecisionCosts | undefined,
): Html {
  const { falsePositive = 1, falseNegative = 1, truePositive = 0, trueNegative = 0, unit = '' } = costs ?? {}
  const chosen = Math.max(
    0,
    thresholds.findIndex(row => row.chosen),
  )
  const facts = JSON.stringify({
    rows,
    positives,
    unit,
    thresholds: thresholds.map(({ probability, selected, hits }) => [probability, selected, hits]),
  })
  const cost = (name: string, label: string, value: number) =>
    html`<label
      >${label}<input type="number" step="any" inputmode="decimal" data-cost="${name}" value="${value}"
    /></label>`
  return html`<form class="card explorer" data-explorer="${facts}" hidden aria-label="Try a threshold">
    <h3>Try a threshold</h3>
    <label class="range"
      >Rows selected: <output data-out="selected"></output
      ><input type="range" min="0" max="${thresholds.length - 1}" step="1" value="${chosen}" data-threshold
    /></label>
    <fieldset>
      <legend>Cost of one decision${unit !== '' && `, ${unit}`} (a gain is negative)</legend>
      ${cost('falsePositive', 'False alarm', falsePositive)}${cost('falseNegative', 'Missed positive', falseNegative)}${cost('truePositive', 'Hit', truePositive)}${cost('trueNegative', 'Rightly left alone', trueNegative)}
    </fieldset>
    <dl class="facts" aria-live="polite">
      ${[
        ['probability', 'Probability from'],
        ['precision', 'Precision'],
        ['recall', 'Recall'],
        ['hits', 'Hits'],
        ['alarms', 'False alarms'],
        ['missed', 'Missed'],
        ['cost', 'Total cost'],
      ].map(
        ([name = '', label = '']) =>
          html`<div>
            <dt>${label}</dt>
            <dd data-out="${name}"></dd>
          </div>`,
      )}
    </dl>
    <p><button type="button" data-cheapest>Go to the cheapest</button></p>
  </form>`
}
