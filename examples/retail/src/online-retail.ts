import { z } from 'zod'
import { csv, isotonic, logisticRegression, model, numeric, parquetFile, scoring, sql, table } from 'sluice'

/** A customer as of a date: recency, frequency, value, tenure and what happened lately. */
interface Features {
  customer_id: string
  recency_days: number
  frequency: number
  value: number
  tenure_days: number
  invoices_28d: number
  invoices_90d: number
  value_90d: number
  items_per_invoice: number
  mean_gap_days: number | null
}

const again = model<Features>('buys-again', {
  key: 'customer_id',
  target: 'again',
  prepare: c => [
    numeric(c.recency_days, c.frequency, c.value, c.tenure_days).log1p().standardize(),
    numeric(c.invoices_28d, c.invoices_90d, c.value_90d, c.items_per_invoice).log1p().standardize(),
    numeric(c.mean_gap_days).impute('median', { indicator: true }).log1p().standardize(),
  ],
  learn: logisticRegression(),
  calibrate: isotonic(),
  decide: { maximize: 'f1' },
})

/** Online Retail (UCI, CC BY 4.0): the probability that a customer buys again within 28 days. */
export function onlineRetail(train: { readonly weekly: number; readonly evaluationDates: number }) {
  return scoring('online-retail', {
    params: z.object({ data: z.string(), out: z.string() }),
    sources: ({ params }) => ({
      sales: table(csv(`${params.data}/online_retail.csv.gz`), {
        columns: {
          CustomerID: 'text?',
          InvoiceNo: 'text',
          InvoiceDate: 'timestamp',
          Quantity: 'number',
          UnitPrice: 'number',
        },
        time: 'InvoiceDate',
        lookbackDays: 400,
        // The file ends on 2011-12-09 and is read as of an earlier date: freshness says nothing here.
        freshWithinHours: 24 * 30,
      }),
    }),
    features: ({ sales, asOf }) => sql<Features>`
      WITH invoices AS (
        SELECT CustomerID AS customer_id, InvoiceNo, min(InvoiceDate) AS at,
          sum(Quantity * UnitPrice) AS value, sum(Quantity) AS items
        FROM ${sales} WHERE Quantity > 0 AND CustomerID IS NOT NULL
        GROUP BY ALL
      )
      SELECT customer_id,
        date_diff('hour', max(at), ${asOf}) / 24 AS recency_days,
        count(*) AS frequency,
        sum(value) AS value,
        date_diff('hour', min(at), ${asOf}) / 24 AS tenure_days,
        count(*) FILTER (WHERE at >= ${asOf.minusDays(28)}) AS invoices_28d,
        count(*) FILTER (WHERE at >= ${asOf.minusDays(90)}) AS invoices_90d,
        coalesce(sum(value) FILTER (WHERE at >= ${asOf.minusDays(90)}), 0) AS value_90d,
        avg(items) AS items_per_invoice,
        CASE WHEN count(*) > 1 THEN date_diff('hour', min(at), max(at)) / 24 / (count(*) - 1) END AS mean_gap_days
      FROM invoices GROUP BY customer_id`,
    label: ({ sales, asOf }) => sql`
      SELECT CustomerID AS customer_id, 1 AS again
      FROM ${sales.between(asOf, asOf.plusDays(28))}
      WHERE Quantity > 0 AND CustomerID IS NOT NULL
      GROUP BY ALL`,
    model: again,
    train: {
      asOf: { weekly: train.weekly },
      evaluationDates: train.evaluationDates,
      promote: { metric: 'auc', tolerance: 0.01, minimum: 0.6 },
    },
    deliver: ({ params }) => ({
      to: parquetFile({ path: `${params.out}/online-retail.parquet` }),
      fields: { buys_again: 'probability', target: 'decision' },
    }),
  })
}
