import { DuckDBInstance } from '@duckdb/node-api'

/** A warehouse of one client: how many customers, and what they did in the days before `until`. */
export interface ShopOptions {
  readonly path: string
  readonly customers: number
  readonly events: number
  readonly days: number
  readonly until: Date
}

/** What the shop sells; who favours the first buys it more often. */
export const categories = ['home', 'electronics', 'fashion', 'toys', 'garden', 'books'] as const

/** Makes a DuckDB file with the tables `events` and `customers` of the agency's pipeline; the same rows every time. */
export async function makeShop({ path, customers, events, days, until }: ShopOptions): Promise<void> {
  const instance = await DuckDBInstance.create(path, { preserve_insertion_order: 'false' })
  const db = await instance.connect()
  const list = `[${categories.map(name => `'${name}'`).join(', ')}]`
  const latest = `TIMESTAMP '${until.toISOString().slice(0, 19).replace('T', ' ')}' - INTERVAL 1 HOUR`
  await db.run(`
    CREATE TABLE customers AS
    SELECT 'C' || lpad(n::VARCHAR, 8, '0') AS customer_id,
      DATE '2024-01-01' + (${draw('n', 1)} * 600)::INTEGER AS signup_date,
      ${draw('n', 2)} < 0.4 AS newsletter,
      ['18-24', '25-34', '35-44', '45-54', NULL][1 + (${draw('n', 3)} * 4.99)::INTEGER % 5] AS age_band,
      ['gold', 'silver', 'bronze', NULL][1 + (${draw('n', 4)} * 3.99)::INTEGER % 4] AS loyalty_tier
    FROM range(${customers}) r(n)`)
  // Squared, so that few customers do much and most do little.
  await db.run(`
    CREATE TABLE events AS
    WITH drawn AS (
      SELECT i, floor(${customers} * pow(${draw('i', 1)}, 1.5))::BIGINT AS n, ${draw('i', 2)} AS act, ${draw('i', 3)} AS taste
      FROM range(${events}) r(i)
    ), chosen AS (
      SELECT *, if(taste < 0.6, hash(n) % ${categories.length}, hash(i + 7) % ${categories.length})::INTEGER AS c,
        ${latest} - to_seconds((${draw('i', 4)} * ${days * 86_400 - 7200})::BIGINT) AS occurred_at
      FROM drawn
    ), kinds AS (
      SELECT *, CASE WHEN act < 0.04 + 0.06 * (hash(n + 3) % 3) / 2 THEN 'purchase' WHEN act < 0.2 THEN 'cart' ELSE 'view' END AS kind
      FROM chosen
    )
    SELECT 'C' || lpad(n::VARCHAR, 8, '0') AS customer_id, occurred_at,
      occurred_at + INTERVAL 5 MINUTE AS loaded_at, kind, ${list}[1 + c] AS category,
      if(kind = 'view', NULL, round(5 + 95 * taste, 2)) AS amount
    FROM kinds`)
  db.closeSync()
  instance.closeSync()
}

function draw(of: string, salt: number): string {
  return `(CAST(hash(${of} * 100 + ${salt}) >> 11 AS DOUBLE) / 9007199254740992e0)`
}
