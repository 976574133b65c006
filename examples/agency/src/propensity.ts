import { z } from 'zod'
import {
  category,
  check,
  isotonic,
  logisticRegression,
  model,
  numeric,
  scoring,
  segment,
  source,
  sql,
  table,
} from 'sluice'

/** One customer as of an instant: how they deal with the shop, and with the category the client wants to sell. */
interface Features {
  customer_id: string
  views_7d: number
  views_28d: number
  carts_28d: number
  purchases_90d: number
  spend_90d: number
  days_since_last: number
  category_views_7d: number
  category_views_28d: number
  category_carts_28d: number
  category_purchases_90d: number
  category_days_since_last: number | null
  tenure_days: number | null
  favourite: string | null
  loyalty_tier: string | null
  age_band: string | null
  newsletter: boolean | null
}

const propensity = model<Features>('propensity', {
  key: 'customer_id',
  target: 'purchased',
  prepare: c => [
    numeric(c.views_7d, c.views_28d, c.carts_28d, c.purchases_90d, c.spend_90d).log1p().standardize(),
    numeric(c.category_views_7d, c.category_views_28d, c.category_carts_28d, c.category_purchases_90d)
      .log1p()
      .standardize(),
    numeric(c.days_since_last).standardize(),
    numeric(c.category_days_since_last).impute({ constant: 120 }).standardize(),
    numeric(c.tenure_days).impute('median', { indicator: true }).clip(0.01, 0.99).log1p().standardize(),
    category(c.favourite, c.loyalty_tier, c.age_band).oneHot({ minFrequency: 0.01 }),
    category(c.newsletter).oneHot(),
  ],
  learn: logisticRegression(),
  calibrate: isotonic(),
  decide: { maximize: 'f1' },
})

/** What one client needs: where the data lies, what to predict, where scores go, how its columns are called. */
const Params = z.object({
  client: z.string(),
  warehouse: source.schema,
  category: z.string(),
  mapping: z.record(z.string(), z.string()).default({}),
  cdp: z.object({ url: z.string(), writeKey: z.string() }),
})

/** The weekly propensity refresh of the agency: one definition for five clients, for training and scoring. */
export default scoring('propensity', {
  params: Params,
  sources: ({ params }) => ({
    events: table(source(params.warehouse, 'events'), {
      columns: {
        customer_id: 'text?',
        occurred_at: 'timestamp',
        loaded_at: 'timestamp',
        kind: 'text',
        category: 'text?',
        amount: 'number?',
      },
      time: 'occurred_at',
      knownAt: 'loaded_at',
      lookbackDays: 90,
      mapping: params.mapping,
      expect: [
        check.notNull('customer_id', { atMost: 0.01 }),
        check.oneOf('kind', ['view', 'cart', 'purchase'], { atMost: 0.01 }),
      ],
    }),
    customers: table(source(params.warehouse, 'customers'), {
      columns: {
        customer_id: 'text',
        signup_date: 'timestamp?',
        newsletter: 'boolean?',
        age_band: 'text?',
        loyalty_tier: 'text?',
      },
      key: ['customer_id'],
    }),
  }),
  features: ({ events, customers, asOf, params }) => sql<Features>`
    WITH recent AS (
      SELECT *, category = ${params.category} AS wanted,
        occurred_at >= ${asOf.minusDays(7)} AS last_7d, occurred_at >= ${asOf.minusDays(28)} AS last_28d
      FROM ${events} WHERE customer_id IS NOT NULL
    ), favourites AS (
      -- Counted first: mode(category ORDER BY category) keeps every event in memory.
      SELECT customer_id, category AS favourite
      FROM ${events} WHERE customer_id IS NOT NULL AND category IS NOT NULL
      GROUP BY customer_id, category
      QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY count(*) DESC, category) = 1
    )
    SELECT e.customer_id,
      count(*) FILTER (WHERE kind = 'view' AND last_7d) AS views_7d,
      count(*) FILTER (WHERE kind = 'view' AND last_28d) AS views_28d,
      count(*) FILTER (WHERE kind = 'cart' AND last_28d) AS carts_28d,
      count(*) FILTER (WHERE kind = 'purchase') AS purchases_90d,
      coalesce(sum(greatest(amount, 0)) FILTER (WHERE kind = 'purchase'), 0) AS spend_90d,
      date_diff('hour', max(occurred_at), ${asOf}) / 24 AS days_since_last,
      count(*) FILTER (WHERE wanted AND kind = 'view' AND last_7d) AS category_views_7d,
      count(*) FILTER (WHERE wanted AND kind = 'view' AND last_28d) AS category_views_28d,
      count(*) FILTER (WHERE wanted AND kind = 'cart' AND last_28d) AS category_carts_28d,
      count(*) FILTER (WHERE wanted AND kind = 'purchase') AS category_purchases_90d,
      date_diff('hour', max(occurred_at) FILTER (WHERE wanted), ${asOf}) / 24 AS category_days_since_last,
      date_diff('day', any_value(signup_date), ${asOf}) AS tenure_days,
      any_value(favourite) AS favourite,
      any_value(loyalty_tier) AS loyalty_tier,
      any_value(age_band) AS age_band,
      any_value(newsletter) AS newsletter
    FROM recent e
    LEFT JOIN favourites f ON f.customer_id = e.customer_id
    LEFT JOIN ${customers} c ON c.customer_id = e.customer_id
    GROUP BY e.customer_id`,
  label: ({ events, asOf, params }) => sql`
    SELECT customer_id, 1 AS purchased
    FROM ${events.between(asOf, asOf.plusDays(28))}
    WHERE kind = 'purchase' AND category = ${params.category} AND customer_id IS NOT NULL
    GROUP BY customer_id`,
  model: propensity,
  train: { asOf: { weekly: 8 }, maxRows: 120_000, promote: { metric: 'auc', tolerance: 0.01, minimum: 0.6 } },
  deliver: ({ params }) => ({
    to: segment({ url: params.cdp.url, writeKey: params.cdp.writeKey }),
    fields: { [`propensity_${params.category}`]: 'probability', [`audience_${params.category}`]: 'decision' },
  }),
})
