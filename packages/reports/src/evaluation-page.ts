import type { EvaluationData } from '@sluice/core'
import { html, type Html } from './html/html.ts'
import { document } from './page/document.ts'
import { cardSection } from './page/sections/card.ts'
import { classSection } from './page/sections/classes.ts'
import { dataSection } from './page/sections/data-used.ts'
import { decisionSection } from './page/sections/decisions.ts'
import { driverSection, exampleSection, learningSection } from './page/sections/drivers.ts'
import { comparisonSection, probabilitySection, rankingSection } from './page/sections/quality.ts'
import { segmentSection } from './page/sections/segments.ts'
import { summarySection } from './page/sections/summary.ts'

/**
 * The report of a training as one HTML file that needs nothing else: no network, no font, no image. It reads in light
 * and dark, on a phone, on paper and without script; every text that comes from data is escaped.
 */
export function evaluationPage(data: EvaluationData): string {
  const { model, outcome, lineage } = data
  const day = lineage.asOf.slice(0, 10)
  const version = outcome === undefined ? '' : ` v${outcome.version}`
  const sections = [
    summarySection(data),
    classSection(data),
    comparisonSection(data),
    rankingSection(data),
    probabilitySection(data),
    decisionSection(data),
    segmentSection(data),
    driverSection(data),
    exampleSection(data),
    learningSection(data),
    dataSection(data),
    cardSection(data),
  ]
  return document({
    title: `${outcome?.model ?? model}${version}: evaluation as of ${day}`,
    header: headerOf(data),
    sections: sections.filter(section => section !== undefined),
    footer: html`<p>
      Made from the stored evaluation of
      ${outcome === undefined ? html`the training` : html`run <code>${outcome.run}</code>`}, rows
      <code>${lineage.rows.slice(0, 12)}</code>. Intervals take rows as independent of each other; rows of one
      key on several dates are not.
    </p>`,
  })
}

function headerOf({ model, target, outcome, lineage }: EvaluationData): Html {
  const badges = [
    ...(outcome === undefined
      ? [html`<li>not registered</li>`]
      : [
          outcome.promoted ? html`<li class="good">champion</li>` : html`<li class="caution">challenger</li>`,
          html`<li>version ${outcome.version}</li>`,
          html`<li>client ${outcome.deployment}</li>`,
          html`<li>run ${outcome.run}</li>`,
        ]),
    html`<li>as of ${lineage.asOf.slice(0, 10)}</li>`,
    html`<li>predicts ${target}</li>`,
  ]
  return html`<p class="kicker">Evaluation report · ${lineage.pipeline}</p>
    <h1>${outcome?.model ?? model}</h1>
    <ul class="badges">
      ${badges}
    </ul>`
}
