// One contender of prepare.ts: the same preparation written by hand. Arguments as of prepare-ours.ts.
import { rawSql, sql } from '@sluice/core'
import { stopwatch } from './child.ts'
import { categories, numbers } from './prepare-data.ts'
import { checksums } from './prepare-checksums.ts'
import { withSession } from './session.ts'

const [path = '', check] = process.argv.slice(2)
const list = (write: (name: string) => string) => numbers.map(write).join(', ')

const fitNumbers = `
  CREATE TABLE fitted AS
  WITH medians AS (SELECT ${list(n => `quantile_cont(${n}, 0.5) AS m_${n}`)} FROM feature_rows),
  bounds AS (
    SELECT ${list(n => `quantile_cont(coalesce(${n}, m_${n}), [0.01, 0.99]) AS b_${n}`)}
    FROM feature_rows, medians
  ),
  moments AS (
    SELECT ${list(n => `avg(${clipped(n)}) AS a_${n}, stddev_pop(${clipped(n)}) AS s_${n}`)}
    FROM feature_rows, medians, bounds
  )
  FROM medians, bounds, moments`

const report = await withSession(async data => {
  const watch = stopwatch()
  await data.run(sql`CREATE TABLE feature_rows AS SELECT * FROM read_parquet(${path})`)
  watch.stage('read')
  await data.run(rawSql(fitNumbers))
  const indicators: string[] = []
  for (const c of Object.keys(categories)) {
    const frequent = await data.rows<{ v: string }>(
      rawSql(`SELECT ${c} AS v FROM feature_rows GROUP BY ${c}
              HAVING count(*) >= 0.01 * (SELECT count(*) FROM feature_rows) ORDER BY v`),
    )
    const values = frequent.map(({ v }) => `'${v}'`)
    indicators.push(...values.map(v => `CASE WHEN ${c} = ${v} THEN 1e0 ELSE 0e0 END AS "${c}=${v}"`))
    if (values.length < (categories[c] ?? 0)) {
      indicators.push(`CASE WHEN ${c} IN (${values.join(', ')}) THEN 0e0 ELSE 1e0 END AS "${c} rare"`)
    }
  }
  watch.stage('fit')
  await data.run(
    rawSql(`
    CREATE TABLE prepared AS
    SELECT id, ${list(n => `(${clipped(n)} - a_${n}) / s_${n} AS ${n}`)}, ${indicators.join(', ')}
    FROM feature_rows, fitted`),
  )
  watch.stage('apply')
  const measured = watch.report()
  return check === 'check' ? { ...measured, checksums: await checksums(data, 'prepared') } : measured
})
process.stdout.write(`${JSON.stringify(report)}\n`)

function clipped(n: string): string {
  const value = `coalesce(${n}, m_${n})`
  return `CASE WHEN ${value} < b_${n}[1] THEN b_${n}[1] WHEN ${value} > b_${n}[2] THEN b_${n}[2] ELSE ${value} END`
}
