import { Client } from 'pg'

/** A row as the campaign system reads it. */
export interface CampaignRow {
  readonly user: string
  readonly probability: number
  readonly contact: boolean
}

/** What the table holds for an interval. */
export interface IntervalRows {
  readonly scoredFor: string
  readonly rows: number
  readonly users: number
  readonly contacts: number
}

/** The table that the campaign system reads. */
export interface CampaignTable {
  intervals(): Promise<readonly IntervalRows[]>
  /** The rows of an interval by user. */
  rows(asOf: Date): Promise<readonly CampaignRow[]>
  close(): Promise<void>
}

const day = `to_char(scored_for AT TIME ZONE 'UTC', 'YYYY-MM-DD')`

/** Opens the table as a reader would. */
export async function campaignTable(url: string): Promise<CampaignTable> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return {
    intervals: async () => {
      const { rows } = await client.query<IntervalRows>(
        `SELECT ${day} AS "scoredFor", count(*)::int AS rows, count(DISTINCT user_id)::int AS users,
           count(*) FILTER (WHERE contact)::int AS contacts
         FROM conversion_audience GROUP BY 1 ORDER BY 1`,
      )
      return rows
    },
    rows: async asOf => {
      const { rows } = await client.query<CampaignRow>(
        `SELECT user_id AS user, probability, contact FROM conversion_audience WHERE scored_for = $1 ORDER BY 1`,
        [asOf],
      )
      return rows
    },
    close: () => client.end(),
  }
}
