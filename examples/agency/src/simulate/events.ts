import type { Client } from '../clients.ts'
import { historyStart } from './calendar.ts'
import { pickText, textList } from './draws.ts'

/** The canonical columns of `events`, in the order of the table; a client may call them otherwise. */
export const eventColumns = [
  'customer_id',
  'occurred_at',
  'loaded_at',
  'kind',
  'category',
  'amount',
  'device',
] as const

/** Which share of events is spoilt in which way: all below what the pipeline's checks let pass. */
const dirt = { customer: 0.0015, refund: 0.001, kind: 0.0015, category: 0.001 }

/** The events of all episodes that reach the warehouse in `[loaded.from, loaded.to)`, in the order they reach it. */
export function eventsSql(client: Client, loaded: { readonly from: Date; readonly to: Date }): string {
  const spoiltBelow = Object.values(dirt).map((_, i, shares) =>
    shares.slice(0, i + 1).reduce((a, b) => a + b),
  )
  return `
    WITH happened AS (
      SELECT *, id * 1000 + k AS event, 'view' AS kind, start_day + span_days * pow(draw('view', id, k), 1.3) AS day
      FROM episodes, unnest(range(views)) AS numbers(k)
      UNION ALL
      SELECT *, id * 1000 + 500 + k, 'cart', start_day + span_days * (0.4 + 0.6 * draw('cart', id, k))
      FROM episodes, unnest(range((draw('carts', id, 0) < if(buys, 0.7, 0.14))::BIGINT)) AS numbers(k)
      UNION ALL
      SELECT *, 0, id * 1000 + 900, 'purchase', start_day + span_days * (0.5 + 0.9 * draw('purchase', id, 0))
      FROM episodes WHERE buys
    ), timed AS (
      SELECT *, draw('dirt', event, 0) AS dirt, ${occurredAt(client)} AS occurred_at FROM happened WHERE day >= 0
    ), arrived AS (
      SELECT *, occurred_at + to_microseconds((1e6 * if(draw('late', event, 0) < 0.03,
        21600 + 237600 * draw('late', event, 1), 30 + 3570 * draw('late', event, 1)))::BIGINT) AS loaded_at
      FROM timed
    )
    SELECT if(dirt < ${spoiltBelow[0]}, NULL, customer_id) AS customer_id,
      occurred_at::${client.timestamps} AS occurred_at,
      loaded_at::${client.timestamps} AS loaded_at,
      if(dirt >= ${spoiltBelow[1]} AND dirt < ${spoiltBelow[2]}, 'wishlist', kind) AS kind,
      if(dirt >= ${spoiltBelow[2]} AND dirt < ${spoiltBelow[3]}, NULL, ${textList(client.categories)}[1 + category]) AS category,
      CASE WHEN kind = 'view' THEN NULL ELSE ${amount(client)} *
        if(dirt >= ${spoiltBelow[0]} AND dirt < ${spoiltBelow[1]}, -1, 1) END AS amount,
      ${pickText("draw('device', id, 0)", { mobile: 55, desktop: 30, tablet: 8, app: 7 })} AS device
    FROM arrived
    WHERE loaded_at >= TIMESTAMP '${sqlInstant(loaded.from)}' AND loaded_at < TIMESTAMP '${sqlInstant(loaded.to)}'
    ORDER BY loaded_at, event`
}

/** People shop between breakfast and midnight of their own clock, most of them in the evening. */
function occurredAt({ timezone }: Client): string {
  const local = `6 + 18 * (1 - abs(draw('hour', event, 0) - draw('hour', event, 1)))`
  return `TIMESTAMP '${sqlInstant(historyStart)}' +
    to_microseconds(floor(day)::BIGINT * 86400000000 + ((${local} - ${utcOffsetHours(timezone)}) * 3.6e9)::BIGINT)`
}

/** The winter offset of the zone: the simulation has no daylight saving. */
function utcOffsetHours(timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    timeZoneName: 'longOffset',
  }).formatToParts(new Date('2026-01-15T12:00:00Z'))
  const offset = /GMT([+-]\d\d):/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '')
  return Number(offset?.[1] ?? 0)
}

function amount({ price, categories }: Client): string {
  const level = categories.map((_, i) => (0.6 + 0.3 * i).toFixed(1))
  return `round(${price} * [${level.join(', ')}][1 + category] * exp(0.45 * normal('price', event, 0)), 2)`
}

function sqlInstant(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '')
}
