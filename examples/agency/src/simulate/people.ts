import type { Client } from '../clients.ts'
import { dayOf, historyStart, lastWeek, monday } from './calendar.ts'
import { pick, pickText } from './draws.ts'

/** Shopping episodes of an active customer from the start of the history to the last week, on average. */
const episodesOfActive = 19
const episodesOfIdle = 0.5

/** The last day the simulation knows of. */
export const horizonDays = dayOf(monday(lastWeek))

/**
 * Who the customers are: how often they shop, what they like, and what the shop knows about them. The first two are
 * what a model has to guess.
 */
export function peopleSql(client: Client, customers: number): string {
  const popularity = client.categories.map((_, i) => 1 / (i + 1.5))
  return `
    CREATE TEMP TABLE people AS
    WITH drawn AS (
      SELECT n,
        '${client.id.slice(0, 2).toUpperCase()}' || lpad(n::VARCHAR, 7, '0') AS customer_id,
        CASE WHEN draw('active', n, 0) < ${client.activeShare}
          THEN least(${episodesOfActive} * exp(0.6 * normal('rate', n, 0) - 0.2), 70)
          ELSE ${episodesOfIdle} END AS rate,
        ${pick("draw('favourite', n, 0)", popularity)} AS favourite,
        ${pick("draw('favourite', n, 1)", popularity)} AS second,
        floor(-900 + 1150 * draw('signup', n, 0)) AS signup_day,
        draw('newsletter', n, 0) < 0.45 AS newsletter,
        ${pickText("draw('age', n, 0)", { '18-24': 12, '25-34': 26, '35-44': 24, '45-54': 18, '55-64': 12, '65+': 8 })} AS age_band,
        ${pickText("draw('country', n, 0)", { AT: 2, CH: 3, DE: 5, FR: 4, GB: 3, JP: 1, US: 2 })} AS country
      FROM range(${customers}) AS numbers(n)
    )
    SELECT *,
      CASE WHEN draw('tier', n, 0) < 0.35 THEN NULL
        WHEN rate > ${1.5 * episodesOfActive} THEN 'gold'
        WHEN rate > ${0.7 * episodesOfActive} THEN 'silver'
        ELSE 'bronze' END AS loyalty_tier
    FROM drawn`
}

/** The table `customers` as the client keeps it: some things were never asked. */
export const customersSql = `
    CREATE TABLE customers AS
    SELECT customer_id, country,
      CASE WHEN draw('unknown', n, 0) < 0.97
        THEN DATE '${historyStart.toISOString().slice(0, 10)}' + signup_day::INTEGER END AS signup_date,
      CASE WHEN draw('unknown', n, 1) < 0.95 THEN newsletter END AS newsletter,
      CASE WHEN draw('unknown', n, 2) < 0.85 THEN age_band END AS age_band,
      loyalty_tier
    FROM people ORDER BY n`
