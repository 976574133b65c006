import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clients, type Client } from '../clients.ts'
import { monday, mondays } from './calendar.ts'
import { advanceTo, breakSchema, createWarehouses } from './simulator.ts'
import { withWarehouse } from './warehouse.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'agency-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function world(seed: number, scale = 0.02): Promise<string> {
  const folder = await mkdtemp(join(root, 'world-'))
  await createWarehouses({ folder, seed, scale })
  return folder
}

async function rows(folder: string, client: string, sql: string): Promise<readonly unknown[][]> {
  return withWarehouse(join(folder, `${client}.duckdb`), async db => (await db.runAndReadAll(sql)).getRows())
}

async function number(folder: string, client: string, sql: string): Promise<number> {
  return Number((await rows(folder, client, sql))[0]?.[0])
}

const digest = (folder: string, client: string, table = 'events') =>
  rows(folder, client, `SELECT count(*), sum(hash(t)::HUGEINT) FROM ${table} AS t`).then(String)

const digests = (folder: string) =>
  Promise.all(clients.flatMap(({ id }) => [digest(folder, id), digest(folder, id, 'customers')]))

/** `events` under the pipeline's own names. */
function canonical({ mapping }: Client): string {
  const renamed = Object.entries(mapping).map(([name, own]) => `"${own}" AS ${name}`)
  return renamed.length === 0 ? 'events' : `(SELECT *, ${renamed.join(', ')} FROM events)`
}

test('the same seed makes the same warehouses, another seed makes others', async () => {
  const [first, again, other] = [
    await digests(await world(7)),
    await digests(await world(7)),
    await digests(await world(8)),
  ]
  expect(again).toEqual(first)
  for (const [i, value] of other.entries()) expect(value).not.toBe(first[i])
})

test('clients are different shops, not the same one under five names', async () => {
  const folder = await world(7)
  const starts = await Promise.all(
    clients.map(client =>
      rows(folder, client.id, `SELECT min(occurred_at)::VARCHAR FROM ${canonical(client)}`),
    ),
  )
  expect(new Set(starts.map(String)).size).toBe(clients.length)
})

test('week after week and all at once give the same rows; a week that was reached is not reached again', async () => {
  const [stepwise, direct] = [await world(7), await world(7)]
  for (const week of [1, 2, 2, 3, 2]) await advanceTo({ folder: stepwise, client: 'alpine', week })
  await advanceTo({ folder: direct, client: 'alpine', week: 3 })
  expect(await digest(stepwise, 'alpine')).toBe(await digest(direct, 'alpine'))
})

test('a warehouse knows what reached it before its Monday, and nothing later', async () => {
  const folder = await world(7)
  for (const [i, asOf] of mondays.entries()) {
    await advanceTo({ folder, client: 'maison-verte', week: i + 1 })
    const [latest] =
      (
        await rows(
          folder,
          'maison-verte',
          'SELECT epoch_ms(max(loaded_at)), epoch_ms(max(occurred_at)) FROM events',
        )
      )[0] ?? []
    expect(Number(latest)).toBeLessThan(asOf.getTime())
    expect(Number(latest)).toBeGreaterThan(asOf.getTime() - 86_400_000)
  }
})

test('some events are up to three days late', async () => {
  const folder = await world(7)
  const late = `FROM events WHERE loaded_at - occurred_at`
  const total = await number(folder, 'alpine', 'SELECT count(*) FROM events')
  const share = (await number(folder, 'alpine', `SELECT count(*) ${late} > INTERVAL 1 DAY`)) / total
  expect(share).toBeGreaterThan(0.01)
  expect(share).toBeLessThan(0.05)
  expect(await number(folder, 'alpine', `SELECT count(*) ${late} > INTERVAL 3 DAY`)).toBe(0)
  expect(await number(folder, 'alpine', `SELECT count(*) ${late} < INTERVAL 0 SECOND`)).toBe(0)
})

test('a renamed column stays renamed, and the next week still arrives', async () => {
  const folder = await world(7)
  await breakSchema({ folder, client: 'maison-verte' })
  await advanceTo({ folder, client: 'maison-verte', week: 2 })
  const columns = await rows(folder, 'maison-verte', `SELECT column_name FROM (DESCRIBE events)`)
  expect(columns.flat()).toEqual([
    'customer_id',
    'occurred_at',
    'loaded_at',
    'kind',
    'category',
    'order_value',
    'device',
  ])
  const since = `SELECT count(order_value) FROM events WHERE loaded_at >= TIMESTAMP '${monday(1).toISOString().slice(0, 10)}'`
  expect(await number(folder, 'maison-verte', since)).toBeGreaterThan(0)
})

test.each([
  ['alpine', 'week 0', 0],
  ['alpine', 'week 13', 13],
  ['alpine', 'week 1.5', 1.5],
  ['nobody', 'no client "nobody": one of alpine, maison-verte, northwind, kirei, bazaar', 2],
])('%s, %s is refused', async (client, message, week) => {
  await expect(advanceTo({ folder: root, client, week })).rejects.toThrow(message)
})

let large: Promise<string> | undefined

test.each(clients.map(client => [client.id, client] as const))(
  '%s: plausible, a little dirty, and learnable',
  async (id, client) => {
    const folder = await (large ??= world(42, 0.3))
    const events = canonical(client)
    const share = (condition: string) =>
      number(folder, id, `SELECT count(*) FILTER (WHERE ${condition}) / count(*) FROM ${events}`)
    const dirty = {
      customer: await share('customer_id IS NULL'),
      kind: await share("kind NOT IN ('view', 'cart', 'purchase')"),
      refund: await share('amount < 0'),
    }
    for (const value of Object.values(dirty)) {
      expect(value).toBeGreaterThan(0)
      expect(value).toBeLessThan(0.003)
    }
    const purchases = await share("kind = 'purchase'")
    expect(purchases).toBeGreaterThan(0.08)
    expect(purchases).toBeLessThan(0.2)

    const { rate, auc } = await recencySignal(folder, client)
    expect(rate).toBeGreaterThan(0.02)
    expect(rate).toBeLessThan(0.12)
    expect(auc).toBeGreaterThan(0.65)
    expect(auc).toBeLessThan(0.9)
  },
)

/** How well days since the last event in the category tell who buys there in the next 28 days. */
async function recencySignal(folder: string, client: Client): Promise<{ rate: number; auc: number }> {
  const asOf = `TIMESTAMP '2026-02-02'`
  const wanted = `category = '${client.category}'`
  const found = await rows(
    folder,
    client.id,
    `WITH log AS (SELECT customer_id, occurred_at::TIMESTAMP AS moment, kind, category FROM ${canonical(client)}),
    recent AS (
      SELECT customer_id, coalesce(date_diff('hour', max(moment) FILTER (WHERE ${wanted}), ${asOf}), 9999) AS age
      FROM log WHERE customer_id IS NOT NULL AND moment < ${asOf} AND moment >= ${asOf} - INTERVAL 90 DAY GROUP BY 1
    ), buyers AS (
      SELECT DISTINCT customer_id FROM log
      WHERE kind = 'purchase' AND ${wanted} AND moment >= ${asOf} AND moment < ${asOf} + INTERVAL 28 DAY
    ), ranked AS (
      SELECT b.customer_id IS NOT NULL AS bought,
        rank() OVER (ORDER BY age DESC) + (count(*) OVER (PARTITION BY age) - 1) / 2 AS position
      FROM recent LEFT JOIN buyers b USING (customer_id)
    )
    SELECT avg(bought::INT),
      (sum(position) FILTER (WHERE bought) - sum(bought::INT) * (sum(bought::INT) + 1) / 2)
        / (sum(bought::INT) * sum((NOT bought)::INT))
    FROM ranked`,
  )
  const [rate, auc] = (found[0] ?? []).map(Number)
  return { rate: rate ?? Number.NaN, auc: auc ?? Number.NaN }
}
