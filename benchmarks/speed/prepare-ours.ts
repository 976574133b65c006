// One contender of prepare.ts: the preparation by Sluice. Arguments: the Parquet file, and `check` for checksums.
import {
  category,
  fitPreparation,
  identifier,
  named,
  numeric,
  preparation,
  rawSql,
  sql,
  type Feature,
} from '@sluice/core'
import { call, caseOf, duckdb, literal, selectSql, type ExprNode } from '@sluice/expr'
import { stopwatch } from './child.ts'
import { categories, numbers } from './prepare-data.ts'
import { checksums } from './prepare-checksums.ts'
import { withSession } from './session.ts'

const [path = '', check] = process.argv.slice(2)
const prepare = preparation([
  numeric(named(numbers)).impute('median').clip(0.01, 0.99).standardize(),
  category(named(Object.keys(categories))).oneHot({ minFrequency: 0.01 }),
])

const report = await withSession(async data => {
  const watch = stopwatch()
  await data.run(sql`CREATE TABLE feature_rows AS SELECT * FROM read_parquet(${path})`)
  const rows = identifier('feature_rows')
  const schema = await data.describe(sql`FROM ${rows}`)
  watch.stage('read')
  const { features } = await fitPreparation(prepare, { rows, schema, data, exclude: ['id'] })
  watch.stage('fit')
  const outputs = Object.fromEntries(features.flatMap(columnsOf))
  const select = selectSql(duckdb, { outputs, from: 'feature_rows', keep: ['id'] })
  await data.run(rawSql(`CREATE TABLE prepared AS ${select}`))
  watch.stage('apply')
  const measured = watch.report()
  return check === 'check' ? { ...measured, checksums: await checksums(data, 'prepared') } : measured
})
process.stdout.write(`${JSON.stringify(report)}\n`)

/** A feature as columns: a block of indicators as its 0/1 columns. */
function columnsOf(feature: Feature): readonly (readonly [string, ExprNode])[] {
  if (feature.kind === 'value') return [[feature.name, feature.expr]]
  return feature.names.map((name, code) => {
    const when = call('equal', feature.code, literal(code))
    return [name, caseOf([{ when, then: literal(1) }], literal(0))]
  })
}
