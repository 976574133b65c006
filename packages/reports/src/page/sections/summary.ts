import type { EvaluationData, SampleEvaluation } from '@sluice/core'
import { html, type Html } from '../../html/html.ts'
import { findingsOf } from '../../words/findings.ts'
import { count, decimal, interval, percent, plain } from '../../words/numbers.ts'
import { mainSample, sampleTitle } from '../../words/samples.ts'
import { verdictOf } from '../../words/verdict.ts'
import { section, type Section } from '../section.ts'

/** Warnings, the verdict in words, and the numbers that people look at first. */
export function summarySection(data: EvaluationData): Section {
  const { tone, headline, paragraphs } = verdictOf(data)
  const findings = findingsOf(data)
  const warned =
    findings.length > 0 &&
    html`<div class="findings" role="note" aria-label="Warnings">
      <h3>Before you read on</h3>
      <ul>
        ${findings.map(({ title, text }) => html`<li><strong>${title}.</strong> ${text}</li>`)}
      </ul>
    </div>`
  const verdict = html`<div class="verdict ${tone}">
    <h3>${headline}</h3>
    ${paragraphs.map(text => html`<p>${text}</p>`)}
  </div>`
  return section('summary', ['Summary'], warned, verdict, tiles(data))
}

interface Tile {
  readonly name: string
  readonly value: string
  readonly more: string
}

function accuracy({ baseRate, meanScore }: SampleEvaluation['metrics']): Tile {
  return { name: 'Accuracy', value: percent(baseRate), more: `${percent(meanScore)} sure on average` }
}

function tiles(data: EvaluationData): Html {
  const main = mainSample(data)
  if (main === undefined) return html``
  const { metrics, ranking } = main
  const numbers: readonly Tile[] =
    data.task === 'regression'
      ? [
          { name: 'RMSE', value: plain(metrics.rmse, 3), more: 'root of the mean squared error' },
          { name: 'Mean error', value: plain(metrics.mae, 3), more: 'mean absolute error' },
          { name: 'R²', value: decimal(metrics.r2), more: 'share of variance explained' },
        ]
      : [
          ...(data.classes === undefined ? [] : [accuracy(metrics)]),
          { name: 'AUC', value: decimal(metrics.auc), more: `95\u00A0% interval ${interval(ranking?.auc)}` },
          {
            name: 'Average precision',
            value: decimal(metrics.averagePrecision),
            more: `base rate ${decimal(metrics.baseRate)}`,
          },
          {
            name: 'Lift, top tenth',
            value: `${plain(metrics.deciles[0]?.lift, 2)}×`,
            more: `${percent(metrics.deciles[0]?.gain)} of the positives`,
          },
          {
            name: 'Calibration error',
            value: decimal(metrics.ece),
            more: `promised ${percent(metrics.meanScore)}, observed ${percent(metrics.baseRate)}`,
          },
          {
            name: 'Log loss',
            value: decimal(metrics.logLoss),
            more: `Brier score ${decimal(metrics.brier)}`,
          },
        ]
  const rows = {
    name: 'Rows judged',
    value: count(metrics.rows),
    more: metrics.positives === null ? sampleTitle(main) : `${count(metrics.positives)} positive`,
  }
  return html`<dl class="tiles">
      ${[...numbers, rows].map(
        ({ name, value, more }) =>
          html`<div class="tile">
            <dt>${name}</dt>
            <dd><b>${value}</b><span>${more}</span></dd>
          </div>`,
      )}
    </dl>
    <p class="note">
      ${sampleTitle(main)}:
      ${main.sample === 'later' ? 'rows after all training dates, the best estimate of what to expect.' : 'training rows scored by models that never saw their key.'}
    </p>`
}
