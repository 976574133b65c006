import { join } from 'node:path'
import { z } from 'zod'
import {
  allNumbers,
  attributes,
  boostedTrees,
  category,
  check,
  csv,
  isotonic,
  joined,
  jsonLines,
  model,
  numeric,
  postgresUpsert,
  scoring,
  sql,
  table,
  windows,
  type FeatureContext,
  type FeaturesOf,
} from 'sluice'

const Names = z.record(z.string(), z.string()).default({})

/** Where the logs of one advertiser lie, and which database its campaigns read. */
const Params = z.object({
  logs: z.string(),
  database: z.string(),
  /** Names of columns in each log, where they differ from the pipeline's. */
  mapping: z.object({ impressions: Names, clicks: Names, conversions: Names }).prefault({}),
})
type Params = z.infer<typeof Params>

/** Columns that every line of every log has. */
const line = {
  user_id: 'text?',
  ts: 'timestamp',
  received_at: 'timestamp',
  campaign: 'text?',
  device: 'text?',
} as const
const log = { time: 'ts', knownAt: 'received_at', lookbackDays: 28 } as const

const sources = ({ params: { logs, mapping } }: { readonly params: Params }) => ({
  impressions: table(jsonLines(join(logs, 'impressions')), {
    ...log,
    columns: { ...line, price: 'number?' },
    mapping: mapping.impressions,
    expect: [check.notNull('user_id', { atMost: 0.01 }), check.range('price', { min: 0 })],
  }),
  clicks: table(jsonLines(join(logs, 'clicks')), { ...log, columns: line, mapping: mapping.clicks }),
  conversions: table(csv(join(logs, 'conversions')), {
    ...log,
    columns: { ...line, value: 'number?' },
    mapping: mapping.conversions,
  }),
  audience: table(csv(join(logs, 'audience.csv')), {
    columns: {
      user_id: 'text',
      segment: 'text?',
      age_band: 'text?',
      region: 'text?',
      known_since: 'timestamp?',
    },
    key: ['user_id'],
  }),
})

const features = (context: FeatureContext<Params, ReturnType<typeof sources>>) => {
  const { impressions, clicks, conversions, audience } = context
  return joined([
    attributes(audience, 'user_id', (c, asOf) => ({
      segment: c.segment,
      age_band: c.age_band,
      region: c.region,
      tenure: c.known_since.daysUntil(asOf),
    })),
    windows(impressions, 'user_id', (e, c) => ({
      impressions: e.count({ days: [1, 7, 28] }),
      seen_since: e.daysSinceLast(),
      spend: e.sum(c.price, { days: 28 }),
      device: e.mostFrequent(c.device),
      campaigns: e.distinct(c.campaign),
    })),
    windows(clicks, 'user_id', e => ({
      clicks: e.count({ days: [1, 7, 28] }),
      clicked_since: e.daysSinceLast(),
      click_trend: e.ratio(e.count({ days: 7 }), e.count({ days: 28 })),
      click_gap: e.meanGap(),
    })),
    windows(conversions, 'user_id', (e, c) => ({
      conversions: e.count({ days: [14, 28] }),
      converted_since: e.daysSinceLast(),
      value: e.sum(c.value),
    })),
  ])
}

const conversion = model<FeaturesOf<typeof features>>('conversion', {
  key: 'user_id',
  target: 'converted',
  // Trees need no scaling and take missing values as they are.
  prepare: c => [
    numeric(allNumbers()),
    numeric(c.clicks_7d.dividedBy(c.impressions_7d)),
    category(c.segment, c.age_band, c.region, c.device).codes({ minFrequency: 0.001 }),
  ],
  learn: boostedTrees({ trees: 300, leaves: 15, learningRate: 0.05, earlyStopping: { rounds: 30 } }),
  calibrate: isotonic(),
  // A contact costs 1; a conversion that nobody was contacted for loses 20.
  decide: { cost: { falsePositive: 1, falseNegative: 20 } },
  // What the report of a training says besides.
  segments: ['segment', 'device'],
  costs: { falsePositive: 1, falseNegative: 20, unit: 'EUR' },
  card: {
    intendedUse: 'Choose whom the campaign of the coming week contacts.',
    limits: ['People without a line in the logs of the last 28 days look alike to it.'],
  },
})

/** Who will convert within a week: from raw logs to the table that campaigns read, for training and every interval. */
export default scoring('conversion', {
  params: Params,
  sources,
  features,
  label: ({ conversions, asOf }) => sql`
    SELECT user_id, 1 AS converted FROM ${conversions.between(asOf, asOf.plusDays(7))}
    WHERE user_id IS NOT NULL GROUP BY user_id`,
  model: conversion,
  train: {
    asOf: { weekly: 8 },
    promote: { metric: 'auc', tolerance: 0.01, minimum: 0.6 },
  },
  deliver: ({ params }) => ({
    to: postgresUpsert({
      url: params.database,
      table: 'conversion_audience',
      interval: { column: 'scored_for', deployment: 'advertiser' },
      create: true,
    }),
    fields: { probability: 'probability', contact: 'decision' },
  }),
})
