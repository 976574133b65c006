import { z } from 'zod'
import {
  category,
  csv,
  logisticRegression,
  model,
  numeric,
  parquetFile,
  platt,
  scoring,
  sql,
  table,
} from 'sluice'

/** A household as of a date, seen from one product category. */
interface Features {
  household_id: string
  baskets_28d: number
  baskets_90d: number
  spend_90d: number
  days_since_last: number
  category_baskets_28d: number
  category_baskets_90d: number
  category_share_90d: number
  category_days_since_last: number | null
  coupon_share_90d: number
  age: string | null
  income: string | null
  household_size: string | null
  kids_count: string | null
}

const buysCategory = model<Features>('buys-category', {
  key: 'household_id',
  target: 'bought',
  prepare: c => [
    numeric(c.baskets_28d, c.baskets_90d, c.spend_90d, c.days_since_last).log1p().standardize(),
    numeric(c.category_baskets_28d, c.category_baskets_90d).log1p().standardize(),
    numeric(c.category_share_90d, c.coupon_share_90d).standardize(),
    numeric(c.category_days_since_last).impute({ constant: 180 }).log1p().standardize(),
    category(c.age, c.income, c.household_size, c.kids_count).oneHot({ minFrequency: 0.02 }),
  ],
  learn: logisticRegression({ c: 0.1 }),
  calibrate: platt(),
  decide: { topShare: 0.2 },
})

/** The word NA means missing in these files. */
const options = { nulls: ['NA'] }

/** The five categories of the demo: each is a deployment of the one definition. */
export const categories = {
  'soft-drinks': 'SOFT DRINKS',
  milk: 'FLUID MILK PRODUCTS',
  cheese: 'CHEESE',
  beef: 'BEEF',
  yogurt: 'YOGURT',
} as const

/** Complete Journey (CC0): will a household buy from a product category in the next four weeks? */
export default scoring('complete-journey', {
  params: z.object({ data: z.string(), out: z.string(), category: z.string() }),
  sources: ({ params }) => ({
    transactions: table(csv(`${params.data}/completejourney/transactions_sample.csv.gz`, options), {
      columns: {
        household_id: 'text',
        basket_id: 'text',
        product_id: 'text',
        sales_value: 'number',
        coupon_disc: 'number',
        transaction_timestamp: 'timestamp',
      },
      time: 'transaction_timestamp',
      lookbackDays: 180,
    }),
    products: table(csv(`${params.data}/completejourney/products.csv.gz`, options), {
      columns: { product_id: 'text', product_category: 'text?' },
      key: ['product_id'],
    }),
    demographics: table(csv(`${params.data}/completejourney/demographics.csv.gz`, options), {
      columns: {
        household_id: 'text',
        age: 'text?',
        income: 'text?',
        household_size: 'text?',
        kids_count: 'text?',
      },
      key: ['household_id'],
    }),
  }),
  features: ({ transactions, products, demographics, asOf, params }) => sql<Features>`
    WITH lines AS (
      SELECT t.*, coalesce(p.product_category = ${params.category}, false) AS wanted,
        transaction_timestamp >= ${asOf.minusDays(28)} AS last_28d, transaction_timestamp >= ${asOf.minusDays(90)} AS last_90d
      FROM ${transactions} t LEFT JOIN ${products} p ON p.product_id = t.product_id
    )
    SELECT l.household_id,
      count(DISTINCT basket_id) FILTER (WHERE last_28d) AS baskets_28d,
      count(DISTINCT basket_id) FILTER (WHERE last_90d) AS baskets_90d,
      coalesce(sum(sales_value) FILTER (WHERE last_90d), 0) AS spend_90d,
      date_diff('hour', max(transaction_timestamp), ${asOf}) / 24 AS days_since_last,
      count(DISTINCT basket_id) FILTER (WHERE wanted AND last_28d) AS category_baskets_28d,
      count(DISTINCT basket_id) FILTER (WHERE wanted AND last_90d) AS category_baskets_90d,
      coalesce(sum(sales_value) FILTER (WHERE wanted AND last_90d) / nullif(sum(sales_value) FILTER (WHERE last_90d), 0), 0)
        AS category_share_90d,
      date_diff('hour', max(transaction_timestamp) FILTER (WHERE wanted), ${asOf}) / 24 AS category_days_since_last,
      coalesce(avg((coupon_disc > 0)::INTEGER) FILTER (WHERE last_90d), 0) AS coupon_share_90d,
      any_value(d.age) AS age,
      any_value(d.income) AS income,
      any_value(d.household_size) AS household_size,
      any_value(d.kids_count) AS kids_count
    FROM lines l LEFT JOIN ${demographics} d ON d.household_id = l.household_id
    GROUP BY l.household_id`,
  label: ({ transactions, products, asOf, params }) => sql`
    SELECT t.household_id, 1 AS bought
    FROM ${transactions.between(asOf, asOf.plusDays(28))} t JOIN ${products} p ON p.product_id = t.product_id
    WHERE p.product_category = ${params.category}
    GROUP BY t.household_id`,
  model: buysCategory,
  train: { asOf: { weekly: 8 }, promote: { metric: 'auc', tolerance: 0.02, minimum: 0.55 } },
  deliver: ({ params, deployment }) => ({
    to: parquetFile({ path: `${params.out}/complete-journey-${deployment}.parquet` }),
    fields: { propensity: 'probability', target: 'decision' },
  }),
})
