import { sampleCustomers, sampleEvents } from './sample-data.ts'

/** The files of a new project by path: one scoring definition, one client, sample data, ready to run. */
export function projectFiles(name: string): Readonly<Record<string, string>> {
  return {
    'package.json': packageJson(name),
    '.gitignore': 'node_modules/\n.sluice/\nout/\n',
    'sluice.config.ts': config,
    'pipelines/propensity.ts': propensity,
    'data/events.csv': sampleEvents(),
    'data/customers.csv': sampleCustomers(),
    'README.md': readme(name),
  }
}

/** An instant at which the sample data ends, for the first commands. */
export const sampleAsOf = '2026-03-02'

function packageJson(name: string): string {
  const content = {
    name,
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts: { check: 'sluice check', train: 'sluice train', refresh: 'sluice run' },
    dependencies: { sluice: '^0.1.0', zod: '^4.6.0' },
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

const config = `import { alertFile, defineConfig } from 'sluice'
import propensity from './pipelines/propensity.ts'

// One entry per client. Adding a client is a line of data.
const clients = [{ id: 'demo', label: 'Demo shop', category: 'shoes', data: 'data', timezone: 'Europe/Berlin' }]

export default defineConfig({
  deployments: clients.map(({ id, label, timezone, category, data }) =>
    propensity.deploy(id, { label, timezone, schedule: '0 6 * * MON', params: { category, data } }),
  ),
  alerts: [alertFile('out/alerts.jsonl')],
})
`

const propensity = `import { z } from 'zod'
import { category, csv, isotonic, logisticRegression, model, numeric, parquetFile, scoring, sql, table } from 'sluice'

interface Features {
  customer_id: string
  views_28d: number
  purchases_90d: number
  spend_90d: number
  days_since_last: number | null
  country: string | null
}

const propensity = model<Features>('propensity', {
  key: 'customer_id',
  target: 'purchased',
  prepare: c => [
    numeric(c.views_28d, c.purchases_90d, c.spend_90d).log1p().standardize(),
    numeric(c.days_since_last).impute({ constant: 90 }).clip(0.01, 0.99).standardize(),
    category(c.country).oneHot({ minFrequency: 0.02 }),
  ],
  learn: logisticRegression(),
  calibrate: isotonic(),
  decide: { maximize: 'f1' },
})

export default scoring('propensity', {
  params: z.object({ category: z.string(), data: z.string() }),
  sources: ({ params }) => ({
    events: table(csv(\`\${params.data}/events.csv\`), {
      columns: { customer_id: 'text', occurred_at: 'timestamp', kind: 'text', category: 'text', amount: 'number?' },
      time: 'occurred_at',
      lookbackDays: 90,
    }),
    customers: table(csv(\`\${params.data}/customers.csv\`), {
      columns: { customer_id: 'text', country: 'text?' },
      key: ['customer_id'],
    }),
  }),
  // The same SQL makes training rows at past dates and scoring rows today. Sources are cut at asOf.
  features: ({ events, customers, asOf, params }) => sql<Features>\`
    SELECT e.customer_id,
      count(*) FILTER (WHERE kind = 'view' AND occurred_at >= \${asOf.minusDays(28)}) AS views_28d,
      count(*) FILTER (WHERE kind = 'purchase') AS purchases_90d,
      coalesce(sum(amount) FILTER (WHERE kind = 'purchase'), 0) AS spend_90d,
      date_diff('day', max(occurred_at) FILTER (WHERE category = \${params.category}), \${asOf}) AS days_since_last,
      any_value(country) AS country
    FROM \${events} e LEFT JOIN \${customers} c ON c.customer_id = e.customer_id
    GROUP BY e.customer_id\`,
  label: ({ events, asOf, params }) => sql\`
    SELECT customer_id, 1 AS purchased
    FROM \${events.between(asOf, asOf.plusDays(28))}
    WHERE kind = 'purchase' AND category = \${params.category}
    GROUP BY customer_id\`,
  model: propensity,
  train: { asOf: { weekly: 8 }, promote: { metric: 'auc', tolerance: 0.01 } },
  deliver: ({ deployment }) => ({
    to: parquetFile({ path: \`out/\${deployment}.parquet\` }),
    fields: { propensity: 'probability', target: 'decision' },
  }),
})
`

function readme(name: string): string {
  return `# ${name}

\`\`\`
npm install
npx sluice check                          # builds every plan, binds every SQL step; no data is read
npx sluice train --as-of ${sampleAsOf}      # fits, evaluates on later dates, promotes the first champion
npx sluice run --as-of ${sampleAsOf}        # scores with the champion and writes out/demo.parquet
npx sluice runs                           # what ran; then: sluice show <run>
\`\`\`

- \`pipelines/propensity.ts\` is the whole definition: sources, features, label, model, delivery.
- \`sluice.config.ts\` has one entry per client and says where alerts go.
- \`data/\` is sample data (events end on ${sampleAsOf}); replace it with your own, or with \`source(warehouse, 'table')\`.
`
}
