import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { csv, parquetFile } from '@sluice/connectors'
import {
  category,
  logisticRegression,
  model,
  numeric,
  platt,
  rawSql,
  scoring,
  sql,
  table,
  type FoldPlan,
  type Learner,
  type Scoring,
  type SearchOptions,
} from '@sluice/core'

export const dayMs = 86_400_000
const first = new Date('2025-12-01T00:00:00Z')
export const asOf = new Date('2026-06-01T00:00:00Z')

/** A purchase in the shop of these tests. */
export interface Purchase {
  readonly customer: string
  readonly placed: Date
  readonly amount: number
  readonly channel: string
}

/** Numbers from 0 to 1, always the same ones (mulberry32). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Customers who buy now and then, each at an own rate; after `boomFrom` everybody buys four times as often. */
export function purchases(
  options: { readonly customers?: number; readonly boomFrom?: Date } = {},
): Purchase[] {
  const { customers = 150, boomFrom } = options
  const next = chance(7)
  const list: Purchase[] = []
  for (let i = 0; i < customers; i++) {
    const daily = 0.005 + 0.12 * next() ** 3
    for (let day = 0; day < 200; day++) {
      const placed = new Date(first.getTime() + day * dayMs + Math.floor(next() * 24) * 3_600_000)
      const factor = boomFrom !== undefined && placed >= boomFrom ? 4 : 1
      const buys = next() < daily * factor
      const amount = Math.round(500 + 5000 * next()) / 100
      const channel = next() < 0.3 ? 'store' : 'web'
      if (buys) list.push({ customer: `c${i}`, placed, amount, channel })
    }
  }
  return list
}

/** Writes purchases as the CSV file that the definition reads. */
export async function writePurchases(folder: string, list: readonly Purchase[]): Promise<void> {
  const lines = list.map(({ customer, placed, amount, channel }) =>
    [customer, placed.toISOString().slice(0, 19).replace('T', ' '), amount, channel].join(','),
  )
  await writeFile(join(folder, 'purchases.csv'), `customer,placed,amount,channel\n${lines.join('\n')}\n`)
}

/** A customer as of a date. */
export interface Features {
  customer: string
  n: number
  recent: number
  spend: number
  days: number
  channel: string
  luck: number
}

/** What a test changes about the definition. */
export interface Variant {
  /** Purchases below do not count. */
  readonly minimum?: number
  /** The line of SQL that makes `spend`. */
  readonly spend?: 'sum' | 'avg'
  /** The channel may be missing at the source. */
  readonly looseChannel?: boolean
  readonly lookbackDays?: number
  /** Which columns the model looks at. */
  readonly look?: 'all' | 'recency' | 'luck' | 'codes' | 'target' | 'unweighted'
  readonly learn?: Learner
  readonly weight?: keyof Features
  readonly folds?: number | FoldPlan
  readonly search?: SearchOptions
  /** Predict the channel of the next purchase instead of whether there is one. */
  readonly nextChannel?: boolean
  readonly evaluationDates?: number
  readonly tolerance?: number
  /** A comment on the last line of both queries. */
  readonly comment?: string
}

const looks = {
  all: c => [
    numeric(c.n, c.recent, c.spend, c.days).log1p().standardize(),
    category(c.channel).oneHot(),
    numeric(c.luck).standardize(),
  ],
  recency: c => [numeric(c.days, c.n).log1p().standardize()],
  luck: c => [numeric(c.luck).standardize()],
  unweighted: c => [numeric(c.n, c.recent, c.spend, c.days), category(c.channel).codes()],
  target: c => [category(c.channel).target()],
  codes: c => [numeric(c.n, c.recent, c.spend, c.days, c.luck), category(c.channel).codes()],
} satisfies Record<string, Parameters<typeof model<Features>>[1]['prepare']>

/** Will a customer buy within two weeks? */
export function shop(variant: Variant = {}): Scoring<{ folder: string }> {
  const { minimum = 0, spend = 'sum', looseChannel = false, lookbackDays = 90, look = 'all' } = variant
  const { evaluationDates = 1, tolerance = 0.02, learn = logisticRegression(), weight } = variant
  const { folds, search, nextChannel = false } = variant
  const comment = variant.comment === undefined ? '' : `-- ${variant.comment}`
  return scoring('shop', {
    params: z.object({ folder: z.string() }),
    sources: ({ params }) => ({
      purchases: table(csv(join(params.folder, 'purchases.csv')), {
        columns: {
          customer: 'text',
          placed: 'timestamp',
          amount: 'number',
          channel: looseChannel ? 'text?' : 'text',
        },
        time: 'placed',
        lookbackDays,
      }),
    }),
    features: ({ purchases, asOf }) => sql<Features>`
      SELECT customer,
        count(*)::DOUBLE AS n,
        count(*) FILTER (WHERE placed >= ${asOf.minusDays(14)})::DOUBLE AS recent,
        ${spend === 'sum' ? sql`sum(amount)` : sql`avg(amount)`} AS spend,
        date_diff('hour', max(placed), ${asOf}) / 24 AS days,
        max_by(channel, placed) AS channel,
        (md5_number_lower(customer || ${asOf}::VARCHAR) % 100)::DOUBLE AS luck
      FROM ${purchases}
      WHERE amount >= ${minimum}
      GROUP BY customer ${rawSql(comment)}`,
    label: ({ purchases, asOf }) => sql`
      SELECT customer, ${nextChannel ? sql`min_by(channel, placed)` : sql`1`} AS buys FROM ${purchases.between(asOf, asOf.plusDays(14))} GROUP BY customer ${rawSql(comment)}`,
    model: model<Features>('buys', {
      key: 'customer',
      target: 'buys',
      prepare: looks[look],
      learn,
      ...(weight && { weight }),
      ...(learn.task !== 'regression' && { calibrate: platt(), decide: { maximize: 'f1' } }),
      segments: ['channel'],
      costs: { falsePositive: 1, falseNegative: 6 },
      card: { owner: 'the shop' },
    }),
    train: {
      asOf: { weekly: 6 },
      evaluationDates,
      ...(folds !== undefined && { folds }),
      backtest: 2,
      promote:
        learn.task === 'regression'
          ? { metric: 'rmse', tolerance }
          : { metric: 'auc', tolerance, minimum: 0.4 },
    },
    ...(search && { search }),
    deliver: ({ params, deployment }) => ({
      to: parquetFile({ path: join(params.folder, `${deployment}.parquet`) }),
      fields: { score: 'probability', target: 'decision' },
    }),
  })
}
