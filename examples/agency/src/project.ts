import { join } from 'node:path'
import { defineConfig, env, type AlertSink, type Config } from 'sluice'
import { clients } from './clients.ts'
import propensity from './propensity.ts'

/** Where a client's warehouse, the CDP and the project's own folder are, and how each client names its columns. */
export interface AgencyOptions {
  /** Folder of the clients' DuckDB files. */
  readonly warehouses: string
  readonly cdpUrl: string
  /** Column names by client, where they differ from the pipeline's: `{ alpine: { amount: 'order_value' } }`. */
  readonly mappings?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly alerts?: readonly AlertSink[]
  readonly folder?: string
}

/** The name of the environment variable with a client's write key. */
export function writeKeyName(client: string): string {
  return `SEGMENT_KEY_${client.toUpperCase().replaceAll('-', '_')}`
}

/** Five clients, one definition: a deployment is a line of data. */
export function agencyProject({
  warehouses,
  cdpUrl,
  mappings = {},
  alerts = [],
  folder,
}: AgencyOptions): Config {
  return defineConfig({
    ...(folder !== undefined && { folder }),
    alerts,
    deployments: clients.map(client =>
      propensity.deploy(client.id, {
        label: client.label,
        timezone: client.timezone,
        schedule: '0 6 * * MON',
        params: {
          client: client.id,
          warehouse: { kind: 'duckdb', path: join(warehouses, `${client.id}.duckdb`) },
          category: client.category,
          mapping: { ...client.mapping, ...mappings[client.id] },
          cdp: { url: cdpUrl, writeKey: env(writeKeyName(client.id)) },
        },
      }),
    ),
  })
}
