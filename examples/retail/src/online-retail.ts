import { z } from 'zod'
import { csv, logisticRegression, model, numeric, parquetFile, platt, scoring, sql, table } from 'sluice'

/** A customer as of a date: recency, frequency, value, tenure, what happened lately, and whether an order is due. */
interface Features {
  customer_id: string
  recency_days: number
  frequency: number
  value: number
  tenure_days: number
  invoices_90d: number
  lines: number
  /** Days since the last invoice in mean gaps between invoices; missing with one invoice. */
  due: number | null
}

const again = model<Features>('buys-again', {
  key: 'customer_id',
  target: 'again',
  prepare: c => [
    numeric(c.recency_days, c.frequency, c.value, c.tenure_days, c.invoices_90d, c.lines)
      .log1p()
      .standardize(),
    numeric(c.due).impute('median', { indicator: true }).log1p().standardize(),
  ],
  learn: logisticRegression(),
  calibrate: platt(),
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
        SELECT CustomerID AS customer_id, InvoiceNo, min(InvoiceDate) AS placed,
          sum(Quantity * UnitPrice) AS value, count(*) AS lines
        FROM ${sales} WHERE Quantity > 0 AND CustomerID IS NOT NULL
        GROUP BY ALL
      ), customers AS (
        SELECT customer_id,
          date_diff('hour', max(placed), ${asOf}) / 24 AS recency_days,
          count(*) AS frequency,
          sum(value) AS value,
          date_diff('hour', min(placed), ${asOf}) / 24 AS tenure_days,
          count(*) FILTER (WHERE placed >= ${asOf.minusDays(90)}) AS invoices_90d,
          sum(lines) AS lines
        FROM invoices GROUP BY customer_id
      )
      SELECT *,
        -- A week is added so that two invoices on one day do not make everything overdue.
        CASE WHEN frequency > 1 THEN recency_days / ((tenure_days - recency_days) / (frequency - 1) + 7) END AS due
      FROM customers`,
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
