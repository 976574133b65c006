import {
  category,
  isotonic,
  logisticRegression,
  model,
  numeric,
  scoring,
  sql,
  table,
  type Source,
} from '@sluice/core'
import { z } from 'zod'

// A scoring definition with fifty features, deployed for ten clients.
interface Features {
  customer_id: string
  n0: number
  n1: number
  n2: number
  n3: number
  n4: number
  n5: number
  n6: number
  n7: number
  n8: number
  n9: number
  n10: number
  n11: number
  n12: number
  n13: number
  n14: number
  n15: number
  n16: number
  n17: number
  n18: number
  n19: number
  n20: number
  n21: number
  n22: number
  n23: number
  n24: number
  n25: number
  n26: number
  n27: number
  n28: number
  n29: number
  m0: number | null
  m1: number | null
  m2: number | null
  m3: number | null
  m4: number | null
  m5: number | null
  m6: number | null
  m7: number | null
  m8: number | null
  m9: number | null
  t0: string | null
  t1: string | null
  t2: string | null
  t3: string | null
  t4: string | null
  t5: string | null
  t6: string | null
  t7: string | null
  t8: string | null
  t9: string | null
}

declare const source: (name: string) => Source

const propensity = model<Features>('propensity', {
  key: 'customer_id',
  target: 'purchased',
  prepare: c => [
    numeric(c.n0, c.n1, c.n2, c.n3, c.n4, c.n5, c.n6, c.n7, c.n8, c.n9).log1p().standardize(),
    numeric(c.n10, c.n11, c.n12, c.n13, c.n14, c.n15, c.n16, c.n17, c.n18, c.n19)
      .clip(0.01, 0.99)
      .standardize(),
    numeric(c.n20.dividedBy(c.n21), c.n22.plus(c.n23), c.n24, c.n25, c.n26, c.n27, c.n28, c.n29).impute(
      'median',
    ),
    numeric(c.m0, c.m1, c.m2, c.m3, c.m4, c.m5, c.m6, c.m7, c.m8, c.m9).impute('mean', { indicator: true }),
    category(c.t0, c.t1, c.t2, c.t3, c.t4, c.t5, c.t6, c.t7, c.t8, c.t9).oneHot({ minFrequency: 0.01 }),
  ],
  learn: logisticRegression(),
  calibrate: isotonic(),
  decide: { maximize: 'f1' },
})

const definition = scoring('propensity', {
  params: z.object({ client: z.string(), category: z.string() }),
  sources: ({ params }) => ({
    events: table(source(params.client), {
      columns: {
        customer_id: 'text?',
        occurred_at: 'timestamp',
        kind: 'text',
        category: 'text?',
        amount: 'number?',
      },
      time: 'occurred_at',
      lookbackDays: 90,
    }),
  }),
  features: ({ events, asOf }) =>
    sql<Features>`SELECT * FROM ${events} WHERE occurred_at > ${asOf.minusDays(7)}`,
  label: ({ events, asOf, params }) => sql`
    SELECT customer_id, 1 AS purchased FROM ${events.between(asOf, asOf.plusDays(28))} WHERE category = ${params.category}`,
  model: propensity,
  train: { asOf: { weekly: 8 }, promote: { metric: 'auc', tolerance: 0.01 } },
})

export const deployments = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map(client =>
  definition.deploy(client, { params: { client, category: 'shoes' }, schedule: '0 6 * * MON' }),
)
