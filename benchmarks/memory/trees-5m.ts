// Peak memory of learning boosted trees from 5,000,000 rows × 28 columns of a Parquet file:
// node --conditions=@sluice/source benchmarks/memory/trees-5m.ts
import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  boostedTrees,
  designMatrix,
  learnerKind,
  rawSql,
  type BoostedTreesModel,
  type Feature,
} from '@sluice/core'
import { openSession, openStore } from '@sluice/engine'
import { column } from '@sluice/expr'

const [rows, columns] = [5_000_000, 28]
const path = join(tmpdir(), `sluice-bench-trees-${rows}.parquet`)
const scratch = join(tmpdir(), `sluice-bench-trees-${process.pid}`)

/** What one process used at most, in bytes. */
interface Peak {
  readonly before: number
  readonly after: number
  readonly seconds: number
}

if (process.argv[2] === 'learn') {
  process.stdout.write(`${JSON.stringify(await learn())}\n`)
} else {
  await makeRows()
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...process.execArgv,
    new URL(import.meta.url).pathname,
    'learn',
  ])
  const { before, after, seconds } = JSON.parse(stdout) as Peak
  const binned = rows * columns
  const ratio = ((after - before) / binned).toFixed(2)
  process.stdout.write(
    `boosted trees, ${rows} × ${columns}, 10 trees × 31 leaves, 2 threads: ${seconds.toFixed(1)} s with reading; ` +
      `peak ${megabytes(after)}, of it ${megabytes(before)} before the first row; ` +
      `${ratio} times the binned data of ${megabytes(binned)}\n`,
  )
}

async function learn(): Promise<Peak> {
  const data = await session()
  const features = Array.from({ length: columns }, (_, i): Feature => {
    return { kind: 'value', name: `f${i}`, expr: column(`f${i}`, 'number') }
  })
  const learner = boostedTrees({ trees: 10 })
  const kind = learnerKind('boosted-trees')
  const form = kind.form?.(learner)
  const source = rawSql(`read_parquet('${path}')`)
  // Everything that has nothing to do with the number of rows is there before they are read.
  const few = rawSql(`(SELECT * FROM read_parquet('${path}') LIMIT 50000)`)
  const read = { data, training: true, keep: ['target'], ...(form && { form }) }
  const warm = await designMatrix(features, { ...read, rows: few })
  await kind.learn(learner, warm.design, warm.kept['target']?.values as Float64Array, { threads: 2 })
  const before = await peak()
  const start = performance.now()
  const { design, kept } = await designMatrix(features, { ...read, rows: source })
  const target = kept['target']?.values as Float64Array
  const model = (await kind.learn(learner, design, target, { threads: 2 })) as BoostedTreesModel
  const seconds = (performance.now() - start) / 1000
  if (model.bestIteration !== 10) throw new Error(`${model.bestIteration} trees instead of 10`)
  const result = { before, after: await peak(), seconds }
  await data.close()
  await rm(scratch, { recursive: true, force: true })
  return result
}

async function makeRows(): Promise<void> {
  const data = await session()
  const values = Array.from({ length: columns }, (_, i) => {
    const value = `(hash(i * 31 + ${i}) % 1000003)::DOUBLE / 250000.75 - 2`
    return i % 4 === 0 ? `CASE WHEN hash(i + ${i}) % 10 = 0 THEN NULL ELSE ${value} END` : value
  })
  const named = values.map((value, i) => `${value} AS f${i}`).join(', ')
  const target = `CAST(coalesce(f0, 0) + f1 * f2 + f3 + (hash(i) % 1000) / 250 - 2 > 0 AS DOUBLE) AS target`
  await data.run(
    rawSql(`COPY (SELECT * EXCLUDE (i), ${target} FROM (SELECT i, ${named} FROM range(${rows}) t(i)))
      TO '${path}' (FORMAT parquet)`),
  )
  await data.close()
  await rm(scratch, { recursive: true, force: true })
}

async function session() {
  const store = await openStore(join(scratch, 'store'))
  return openSession({ store, scratchRoot: join(scratch, 'scratch'), threads: 2, memoryLimitBytes: 1e9 })
}

/** The most memory this process has had, as Linux knows it. */
async function peak(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}
