import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import {
  csv,
  env,
  logisticRegression,
  model,
  numeric,
  parquetFile,
  platt,
  postgresUpsert,
  scoring,
  segment,
  sql,
  table,
} from 'sluice'

/** Enough that a delivery needs several batches. */
export const customers = 5200
export const monday = new Date('2026-03-02T00:00:00Z')

const dayMs = 86_400_000

/** Writes the events of a shop: every customer has some, the more active buy more. Always the same. */
export function writeShop(folder: string): void {
  const lines = ['customer,happened,kind']
  for (let customer = 0; customer < customers; customer++) {
    const pace = 9 + (customer % 17)
    for (let day = customer % pace; day < 120; day += pace) {
      const at = new Date(monday.getTime() - day * dayMs - 3_600_000)
        .toISOString()
        .slice(0, 19)
        .replace('T', ' ')
      lines.push(`c${customer},${at},${(customer * 7 + day) % (20 - (customer % 11)) === 0 ? 'buy' : 'view'}`)
    }
  }
  writeFileSync(join(folder, 'events.csv'), `${lines.join('\n')}\n`)
}

interface Features {
  customer: string
  events: number
  last_days: number
}

const buys = model<Features>('buys', {
  key: 'customer',
  target: 'bought',
  prepare: c => [numeric(c.events, c.last_days).standardize()],
  learn: logisticRegression(),
  calibrate: platt(),
})

/** A whole pipeline with every kind of destination. */
export const shop = scoring('shop', {
  params: z.object({ folder: z.string(), cdp: z.string(), postgres: z.boolean() }),
  sources: ({ params }) => ({
    events: table(csv(join(params.folder, 'events.csv')), {
      columns: { customer: 'text', happened: 'timestamp', kind: 'text' },
      time: 'happened',
      lookbackDays: 60,
    }),
  }),
  features: ({ events, asOf }) => sql<Features>`
    SELECT customer, count(*) AS events, date_diff('hour', max(happened), ${asOf}) / 24 AS last_days FROM ${events} GROUP BY customer`,
  label: ({ events, asOf }) => sql`
    SELECT customer, 1 AS bought FROM ${events.between(asOf, asOf.plusDays(14))} WHERE kind = 'buy' GROUP BY customer`,
  model: buys,
  train: { asOf: { weekly: 2 }, promote: { metric: 'auc', tolerance: 0.1 } },
  deliver: ({ params }) => [
    { to: segment({ url: params.cdp, writeKey: env('CRASH_KEY') }), fields: { score: 'probability' } },
    { to: parquetFile({ path: join(params.folder, 'scores.parquet') }), fields: { score: 'probability' } },
    ...(params.postgres
      ? [
          {
            to: postgresUpsert({ url: env('CRASH_POSTGRES'), table: 'scores', create: true }),
            fields: { score: 'probability' as const },
          },
        ]
      : []),
  ],
})
