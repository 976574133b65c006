import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { clients, type Client } from '../clients.ts'
import { dayOf, historyStart, lastWeek, monday } from './calendar.ts'
import { drawMacros } from './draws.ts'
import { episodesSql } from './episodes.ts'
import { eventColumns, eventsSql } from './events.ts'
import { customersSql, peopleSql } from './people.ts'
import { inTransaction, withWarehouse } from './warehouse.ts'

/** Where the warehouses are made, and of what. */
export interface WarehouseOptions {
  /** Must exist; gets one `<client>.duckdb` per client. */
  readonly folder: string
  /** The same seed makes the same rows. */
  readonly seed: number
  /** Size relative to the full demo, 1 by default; a client keeps at least 150 customers. */
  readonly scale?: number
}

const fewestCustomers = 150

/** Makes the five clients' warehouses, with the history before `mondays[0]`: tables `events` and `customers`. */
export async function createWarehouses({ folder, seed, scale = 1 }: WarehouseOptions): Promise<void> {
  for (const client of clients) {
    const customers = Math.max(fewestCustomers, Math.round(client.customers * scale))
    await withWarehouse(pathOf(folder, client), db => create(db, client, seed, customers))
  }
}

/**
 * Brings a client's warehouse to the Monday of a week: appends what reached it since. Does nothing when it is there
 * already.
 */
export async function advanceTo(options: {
  readonly folder: string
  readonly client: string
  readonly week: number
}): Promise<void> {
  const { folder, week } = options
  if (!Number.isInteger(week) || week < 1 || week > lastWeek) {
    throw new RangeError(`week ${week}: the simulation knows weeks 1 to ${lastWeek}`)
  }
  const client = clientNamed(options.client)
  await withWarehouse(pathOf(folder, client), async db => {
    const { seed, customers, week: now } = await readState(db)
    if (now >= week) return
    await prepare(db, client, { seed, customers, from: monday(now), to: monday(week) })
    await inTransaction(db, async () => {
      await db.run(`INSERT INTO events ${eventsSql(client, { from: monday(now), to: monday(week) })}`)
      await db.run(`UPDATE simulation.state SET week = ${week}`)
    })
  })
}

/** What clients do without a word: renames the column `amount` of `events` to `order_value`. */
export async function breakSchema(options: {
  readonly folder: string
  readonly client: string
}): Promise<void> {
  const client = clientNamed(options.client)
  await withWarehouse(pathOf(options.folder, client), async db => {
    await db.run(`ALTER TABLE events RENAME COLUMN "${ownName(client, 'amount')}" TO order_value`)
  })
}

async function create(db: DuckDBConnection, client: Client, seed: number, customers: number): Promise<void> {
  const first = monday(1)
  await prepare(db, client, { seed, customers, from: historyStart, to: first })
  const columns = eventColumns.map(name => `${name} AS "${ownName(client, name)}"`)
  await inTransaction(db, async () => {
    await db.run(customersSql)
    await db.run(`
      CREATE TABLE events AS
      SELECT ${columns.join(', ')} FROM (${eventsSql(client, { from: historyStart, to: first })})`)
    await db.run('CREATE SCHEMA simulation')
    await db.run(`
      CREATE TABLE simulation.state AS
      SELECT ${seed}::BIGINT AS seed, ${customers}::INTEGER AS customers, 1::INTEGER AS week`)
  })
}

interface Stretch {
  readonly seed: number
  readonly customers: number
  readonly from: Date
  readonly to: Date
}

async function prepare(
  db: DuckDBConnection,
  client: Client,
  { seed, customers, from, to }: Stretch,
): Promise<void> {
  for (const macro of drawMacros(seed, client.id)) await db.run(macro)
  await db.run(peopleSql(client, customers))
  // An event may reach the warehouse three days late, so what arrives now may have begun before.
  await db.run(episodesSql(client, { from: dayOf(from) - 3, to: dayOf(to) }))
}

async function readState(db: DuckDBConnection): Promise<{ seed: number; customers: number; week: number }> {
  const reader = await db.runAndReadAll('SELECT seed::DOUBLE, customers, week FROM simulation.state')
  const [seed, customers, week] = (reader.getRows()[0] ?? []).map(Number)
  if (seed === undefined || customers === undefined || week === undefined) {
    throw new Error('simulation.state is empty')
  }
  return { seed, customers, week }
}

function clientNamed(id: string): Client {
  const found = clients.find(client => client.id === id)
  if (found === undefined) {
    throw new RangeError(`no client "${id}": one of ${clients.map(client => client.id).join(', ')}`)
  }
  return found
}

function ownName({ mapping }: Client, column: string): string {
  return mapping[column] ?? column
}

function pathOf(folder: string, { id }: { readonly id: string }): string {
  return join(folder, `${id}.duckdb`)
}
