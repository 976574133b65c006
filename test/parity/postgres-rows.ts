import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { rawSql, sql, type DataSession, type DatasetRef, type ModelArtifact } from '@sluice/core'
import { postgres, selectSql } from '@sluice/expr'
import { copyFrom } from './copy-from.ts'
import { generatedColumns } from './generated-rows.ts'
import { noScores, setRow, type ScoredRows } from './scored-rows.ts'

const types = { number: 'float8', text: 'text', boolean: 'bool', timestamp: 'timestamptz' } as const

/** Loads the rows of a dataset with an `id` below `count` into a PostgreSQL of the tests, with COPY. */
export async function postgresRows(
  url: string,
  { rows, count, data }: { readonly rows: DatasetRef; readonly count: number; readonly data: DataSession },
): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const columns = generatedColumns.map(({ name, type }) => `"${name}" ${types[type]}`)
  // A zone far from UTC, so that an instant read in local time is found out.
  await client.query(`SET TimeZone = 'Asia/Kathmandu'; CREATE TEMP TABLE generated (${columns.join(', ')})`)
  const file = join(data.scratch, 'generated.csv')
  const cells = generatedColumns.map(({ name, type }) =>
    type === 'timestamp' ? `CAST("${name}" AS VARCHAR) || '+00' AS "${name}"` : `"${name}"`,
  )
  await data.run(
    sql`COPY (SELECT ${rawSql(cells.join(', '))} FROM ${data.dataset(rows)} WHERE id < ${rawSql(String(count))}) TO '${rawSql(file)}' (FORMAT csv, HEADER false, NULLSTR '\\N')`,
  )
  await copyFrom(client, `COPY generated FROM STDIN (FORMAT csv, NULL '\\N')`, createReadStream(file))
  return client
}

const atOnce = 50_000

/** Scores the loaded rows by the SELECT for PostgreSQL. */
export async function scoredInPostgres(
  { expressions }: ModelArtifact,
  client: pg.Client,
  rows: number,
): Promise<ScoredRows> {
  const text = selectSql(postgres, { outputs: { ...expressions }, from: 'generated', keep: ['id'] })
  const scores = noScores(rows)
  await client.query('BEGIN')
  await client.query(
    `DECLARE scored NO SCROLL CURSOR FOR SELECT id, margin, probability, decision FROM (${text}) s`,
  )
  for (;;) {
    const fetched = await client.query<[number, number | null, number | null, boolean | null]>({
      text: `FETCH ${atOnce} FROM scored`,
      rowMode: 'array',
    })
    for (const [id, margin, probability, decision] of fetched.rows) {
      setRow(scores, { margin, probability, decision }, id)
    }
    if (fetched.rows.length < atOnce) break
  }
  await client.query('COMMIT')
  return scores
}
