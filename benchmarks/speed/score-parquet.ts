import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rawSql } from '@sluice/core'
import { report, roundOf, script, type Command } from './child.ts'
import { interleave, timingTable, type Contender } from './harness.ts'
import { preparedTrees } from './score-trees.ts'
import { withSession } from './session.ts'

const rows = 1_000_000

/** 1,000,000 rows × 28 columns by 100 trees of 31 leaves, from a Parquet file to a Parquet file. */
export async function benchScoreParquet(rounds: number): Promise<string> {
  const python = process.env['SLUICE_BENCH_PYTHON'] ?? 'python3'
  const folder = preparedTrees(python)
  if (folder === undefined) {
    return 'score-parquet left out: its forest needs a Python with lightgbm (SLUICE_BENCH_PYTHON names one)'
  }
  const source = join(tmpdir(), `sluice-bench-trees-${rows}.parquet`)
  if (!existsSync(source)) await writeRows(source)
  const timings = await interleave(
    [1, 2].flatMap(threads => [
      contender(
        `Sluice, ${threads}`,
        script('score-parquet-ours.ts', join(folder, 'forest.json'), source, String(threads)),
      ),
      contender(`LightGBM, ${threads}`, [
        python,
        new URL('lightgbm_score_parquet.py', import.meta.url).pathname,
        join(folder, 'model.txt'),
        source,
        join(tmpdir(), 'sluice-bench-scored.parquet'),
        String(threads),
      ]),
    ]),
    rounds,
  )
  return `score-parquet: ${rows} rows × 28, 100 trees × 31 leaves, Parquet to Parquet, by threads\n${timingTable(timings, 'LightGBM, 2')}`
}

function contender(name: string, command: Command): Contender {
  return { name, run: async () => roundOf(await report(command)) }
}

/** Random rows with gaps: which ones they are matters little to the time. */
async function writeRows(path: string): Promise<void> {
  const columns = Array.from({ length: 28 }, (_, i) => {
    const value = `(hash(i * 31 + ${i}) % 1000003)::DOUBLE / 250000.75 - 2`
    return i % 3 === 0
      ? `CASE WHEN hash(i + ${i}) % 20 = 0 THEN NULL ELSE ${value} END AS f${i}`
      : `${value} AS f${i}`
  })
  await withSession(data =>
    data.run(
      rawSql(
        `COPY (SELECT i::DOUBLE AS id, ${columns.join(', ')} FROM range(${rows}) t(i)) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`,
      ),
    ),
  )
}
