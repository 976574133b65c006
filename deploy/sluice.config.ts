import { alertConsole, defineConfig, env } from 'sluice'
import propensity from './pipelines/propensity.ts'

// The project of the image: what `sluice init` makes, on a database and a store that all processes reach.
const clients = [
  { id: 'demo', label: 'Demo shop', category: 'shoes', data: 'data', timezone: 'Europe/Berlin' },
]

export default defineConfig({
  deployments: clients.map(({ id, label, timezone, category, data }) =>
    propensity.deploy(id, { label, timezone, schedule: '0 6 * * MON', params: { category, data } }),
  ),
  database: env('DATABASE_URL'),
  store: process.env['SLUICE_STORE'] ?? 's3://sluice/store',
  executor: 'postgres',
  isolation: 'process',
  // Behind a published port nobody is on this machine: everybody shows a token.
  server: { openOnLoopback: false },
  alerts: [alertConsole(text => void process.stderr.write(`${text}\n\n`))],
})
