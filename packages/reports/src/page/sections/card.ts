import type { EvaluationData, Json, UsedFeature } from '@sluice/core'
import { html, type Html, type HtmlPart } from '../../html/html.ts'
import { table } from '../../html/table.ts'
import { count, percent, plain } from '../../words/numbers.ts'
import { listed } from '../../words/samples.ts'
import { section, type Section } from '../section.ts'

/** The model card: what it is for and where it comes from. */
export function cardSection(data: EvaluationData): Section {
  const { card = {}, features } = data
  const stated = [
    ['Intended use', card.intendedUse ?? notStated],
    ['Owner', card.owner ?? notStated],
    [
      'Limits',
      card.limits === undefined
        ? notStated
        : html`<ul>
            ${card.limits.map(limit => html`<li>${limit}</li>`)}
          </ul>`,
    ],
  ] as const
  return section(
    'card',
    ['Model card'],
    html`<div class="card flat">${facts(stated)}</div>`,
    html`<div class="card flat">
      <h3>Lineage</h3>
      ${facts(lineageOf(data))}
    </div>`,
    html`<div class="card flat">
      <h3>Parameters</h3>
      ${facts(flattened(data.parameters))}
    </div>`,
    html`<details class="card flat">
      <summary>${count(features.length)} features</summary>
      ${featureTable(features)}
    </details>`,
  )
}

const notStated = html`<span class="quiet-text"
  >not stated; write it in the <code>card</code> of the model</span
>`

type Fact = readonly [name: string, value: HtmlPart]

function lineageOf({
  model,
  target,
  lineage,
  definition,
  outcome,
  selfTestRows,
}: EvaluationData): readonly Fact[] {
  const failures = outcome?.selfTest.failures.length ?? 0
  const verdict =
    outcome === undefined
      ? 'not run yet'
      : failures === 0
        ? `passed: every way of scoring gives the same for ${selfTestRows} rows`
        : `failed: ${count(failures)} differences`
  return [
    ['Model', outcome?.model ?? model],
    ...(outcome === undefined
      ? []
      : ([
          ['Version', outcome.version],
          ['Run', outcome.run],
        ] as const)),
    ['Predicts', target],
    ['Pipeline', lineage.pipeline],
    ['As of', lineage.asOf],
    ['Training dates', `${listed(lineage.trainingDates)} (${count(lineage.trainedRows)} rows)`],
    ['Evaluation dates', lineage.evaluationDates.length === 0 ? 'none' : listed(lineage.evaluationDates)],
    ['Digest of the rows', html`<code>${lineage.rows}</code>`],
    ['Digest of the feature definition', html`<code>${definition}</code>`],
    ['Self-test', verdict],
    ...(outcome === undefined
      ? []
      : ([
          [
            'Rule of promotion',
            flattened(outcome.rule)
              .map(fact => fact.join(' '))
              .join(', '),
          ],
        ] as const)),
  ]
}

function facts(list: readonly Fact[]): Html {
  return html`<dl class="lineage">
    ${list.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}

/** Nested values as `learn.c`: what is null or empty is left out. */
function flattened(value: Json, path = ''): readonly Fact[] {
  if (value === null) return []
  if (typeof value !== 'object') return [[path, String(value)]]
  if (Array.isArray(value)) {
    return value.length === 0 ? [] : [[path, value.map(item => JSON.stringify(item)).join(', ')]]
  }
  return Object.entries(value).flatMap(([name, child]) =>
    flattened(child, path === '' ? name : `${path}.${name}`),
  )
}

function featureTable(features: readonly UsedFeature[]): Html {
  const linear = features.some(({ weights }) => weights !== undefined)
  const trees = features.some(({ gain }) => gain !== undefined)
  const right = 'right' as const
  return table({
    caption: 'Features after preparation',
    columns: [
      { title: 'Feature' },
      { title: 'From' },
      ...(linear ? [{ title: 'Weights' }] : []),
      ...(trees
        ? [
            { title: 'Share of gain', align: right },
            { title: 'Splits', align: right },
          ]
        : []),
    ],
    rows: features.map(({ name, columns, weights = [], gain, splits }) => [
      name,
      columns.join(', '),
      ...(linear ? [weightWords(weights)] : []),
      ...(trees ? [percent(gain), count(splits)] : []),
    ]),
  })
}

function weightWords(weights: NonNullable<UsedFeature['weights']>): string {
  if (weights.length === 1) return plain(weights[0]?.weight)
  return weights.map(({ name, weight }) => `${name}: ${plain(weight, 3)}`).join(', ')
}
