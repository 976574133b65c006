import type { Model, ModelBrief, ModelVersion, ModelVersionBrief } from '@sluice/server'
import type { FixtureClient } from './clients.ts'
import { digestOf, runId } from './runs.ts'

const days = ['2026-01-05', '2026-02-02', '2026-03-02']

function versionBrief(client: FixtureClient, i: number): ModelVersionBrief {
  const auc = 0.744 + i * 0.009 + client.rows / 10_000_000
  return {
    version: i + 1,
    digest: digestOf(`model${client.id}${i}`),
    createdAt: `${days[i]}T04:40:00.000Z`,
    run: runId(client, i),
    aliases: i === 2 ? ['champion'] : [],
    metrics: { auc, logLoss: 0.41 - i * 0.008, ece: 0.012 - i * 0.0015, f1: 0.48 + i * 0.006 },
    measuredOn: 'evaluation',
    aucInterval: [auc - 0.021, auc + 0.019],
    asOf: `${days[i]}T00:00:00.000Z`,
  }
}

/** A model with its versions. */
export function modelOf(client: FixtureClient): Model {
  const model = `propensity/${client.id}`
  const event = (kind: 'registered' | 'promoted', i: number, why: string) => ({
    kind,
    version: i + 1,
    ...(kind === 'promoted' && { alias: 'champion' }),
    at: `${days[i]}T04:4${kind === 'promoted' ? 1 : 0}:00.000Z`,
    who: kind === 'promoted' && i === 2 ? 'Ada' : 'propensity.train',
    why,
  })
  return {
    model,
    deployment: client.id,
    label: client.label,
    zone: client.zone,
    aliases: { champion: 3 },
    versions: [2, 1, 0].map(i => versionBrief(client, i)),
    history: [
      event('promoted', 2, 'AUC 0.762 against 0.753 of the champion, on rows later than all training rows.'),
      event('registered', 2, 'Trained as of 2 March on 8 Mondays.'),
      event('promoted', 1, 'AUC 0.753 against 0.744 of the champion.'),
      event('registered', 1, 'Trained as of 2 February on 8 Mondays.'),
      event('promoted', 0, 'The first version; AUC 0.744 is at least 0.6.'),
      event('registered', 0, 'Trained as of 5 January on 8 Mondays.'),
    ],
    rollsBackTo: 2,
  }
}

/** A model as a line of a list. */
export function modelBriefOf(client: FixtureClient): ModelBrief {
  const { model, deployment, label = deployment, history } = modelOf(client)
  const newest = versionBrief(client, 2)
  return {
    model,
    deployment,
    label,
    versions: 3,
    champion: newest,
    newest,
    ...(history[0] && { last: history[0] }),
  }
}

/** A version of a model. */
export function versionOf(client: FixtureClient, i: number): ModelVersion {
  return {
    ...versionBrief(client, i),
    model: `propensity/${client.id}`,
    deployment: client.id,
    label: client.label,
    task: 'binary',
    target: 'purchased',
    learner: 'logistic-regression',
    features: [
      { name: 'category_views_7d', coefficient: 0.71 + i * 0.02 },
      { name: 'category_carts_28d', coefficient: 0.42 },
      { name: 'days_since_last', coefficient: -0.38 - i * 0.01 },
      { name: 'favourite = décoration', coefficient: 0.33 },
      { name: 'spend_90d', coefficient: 0.12 },
      { name: 'loyalty_tier = none', coefficient: -0.09 },
    ],
    input: [
      { name: 'views_7d', type: 'number' },
      { name: 'favourite', type: 'text' },
    ],
    trained: {
      pipeline: 'propensity.train',
      asOf: `${days[i]}T00:00:00.000Z`,
      rows: 52_310,
      dataset: digestOf(`rows${client.id}${i}`),
      dates: ['2026-01-05', '2026-01-12'],
      evaluationDates: ['2026-02-23'],
    },
    threshold: 0.312,
    calibrator: 'isotonic',
    calibration: Array.from({ length: 10 }, (_, bin) => ({
      predicted: 0.03 + bin * 0.085,
      observed: 0.03 + bin * 0.085 + (((bin * 37 + i) % 7) - 3) * 0.006,
      rows: 900 - bin * 70,
    })),
    scores: {
      rows: 52_310,
      mean: 0.142,
      deciles: [0.01, 0.02, 0.04, 0.06, 0.08, 0.11, 0.15, 0.2, 0.28, 0.43, 0.93],
    },
    warnings: i === 0 ? ['Two features say nearly the same: views_7d and views_28d.'] : [],
    report: true,
  }
}
