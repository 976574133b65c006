import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scoreRows, sql } from '@sluice/core'
import { openSession, openStore, scorersOn } from '@sluice/engine'
import { call, column, forest, literal, onGrid, type Forest } from '@sluice/expr'
import { stopwatch } from './child.ts'

// Scores a Parquet file into another as the scores step does; arguments: forest, input, threads.
const [forestFile = '', source = '', count = '1'] = process.argv.slice(2)
const threads = Number(count)
const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
const store = await openStore(join(folder, 'store'))
const data = await openSession({
  store,
  scratchRoot: join(folder, 'scratch'),
  threads,
  memoryLimitBytes: 4e9,
})
const trees = JSON.parse(readFileSync(forestFile, 'utf8')) as Forest
const inputs = Array.from({ length: 28 }, (_, i) => column(`f${i}`, 'number'))
const margin = forest(inputs, onGrid(trees))
const decision = call('greaterOrEqual', margin, literal(0))
const expressions = { margin, probability: call('sigmoid', margin), decision }
const rows = await data.save(sql`SELECT * FROM read_parquet(${source})`)

const watch = stopwatch()
const scored = await scoreRows({ expressions }, rows, ['id'], { data, scorers: scorersOn(threads) })
watch.stage('score')

if (scored.rows !== rows.rows) throw new Error(`${scored.rows} of ${rows.rows} rows were scored`)
await data.close()
await rm(folder, { recursive: true, force: true })
process.stdout.write(`${JSON.stringify(watch.report())}\n`)
