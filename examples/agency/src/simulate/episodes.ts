import type { Client } from '../clients.ts'
import { historyStart } from './calendar.ts'
import { pick } from './draws.ts'
import { horizonDays } from './people.ts'

/** An episode's events lie within this many days after its start. */
const longestEpisodeDays = 40

/** Shops are busy before Christmas and at weekends; February is the slow season. */
const weekdays = [0.72, 0.7, 0.75, 0.8, 0.9, 1, 0.95]
const busiestDayOfYear = 325

/**
 * Shopping episodes: a customer takes an interest in a category, looks at articles for some days, and perhaps buys. An
 * episode that shows itself in many views ends in a purchase more often; some purchases come without any view.
 */
export function episodesSql(client: Client, days: { readonly from: number; readonly to: number }): string {
  const popularity = client.categories.map((_, i) => 1 / (i + 1.5))
  const start = historyStart.toISOString().slice(0, 10)
  return `
    CREATE TEMP TABLE episodes AS
    WITH planned AS (
      SELECT *, draw('start', n, e) * ${horizonDays} AS start_day, draw('liking', n, e) AS liking
      FROM people, unnest(range((floor(rate) + (draw('extra', n, 0) < rate - floor(rate))::INTEGER)::BIGINT)) AS numbers(e)
    ), begun AS (
      SELECT *, n * 1000 + e AS id, normal('intent', n, e) AS intent,
        CASE WHEN liking < 0.42 THEN favourite WHEN liking < 0.6 THEN second
          ELSE ${pick("draw('whim', n, e)", popularity)} END AS category
      FROM planned
      WHERE start_day >= ${days.from} - ${longestEpisodeDays} AND start_day < ${days.to} AND start_day >= signup_day
        AND draw('season', n, e) < [${weekdays.join(', ')}][1 + (floor(start_day)::BIGINT % 7 + 7) % 7] *
          (0.97 + 0.03 * cos(2 * pi() * (dayofyear(DATE '${start}' + start_day::INTEGER) - ${busiestDayOfYear}) / 365))
    )
    SELECT id, customer_id, start_day, category, 3 + 15 * draw('span', n, e) AS span_days,
      CASE WHEN draw('direct', n, e) < 0.3 THEN 0
        ELSE 1 + floor(exp(0.8 + 0.55 * intent + 0.4 * normal('views', n, e)))::BIGINT END AS views,
      draw('buys', n, e) < 1 / (1 + exp(0.9 - 0.8 * intent - 0.4 * (category = favourite)::INTEGER
        - 0.3 * newsletter::INTEGER - 0.3 * (loyalty_tier IS NOT DISTINCT FROM 'gold')::INTEGER)) AS buys
    FROM begun`
}
