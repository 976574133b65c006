import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  boostedTrees,
  loadModel,
  saveModel,
  scorer,
  type ArtifactRef,
  type DataSession,
  type ModelArtifact,
} from '@sluice/core'
import { openStore } from '@sluice/engine'
import { report, roundOf, script } from './child.ts'
import { fittedRowModel } from './row-model.ts'
import { rowTimes } from './row-times.ts'
import { withSession } from './session.ts'

const singleRows = 20_000

/**
 * One row from plain object to decision: imputing, clipping, indicators, a mean target by category and categories as
 * they are, then 100 trees with 31 leaves, isotonic calibration and a threshold; and from the store to the first score.
 */
export function benchScoreRow(rounds: number): Promise<string> {
  return withSession(async data => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-row-'))
    try {
      return await measured(await fittedRowModel(data, boostedTrees()), { data, folder, rounds })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}

async function measured(
  artifact: ModelArtifact,
  { data, folder, rounds }: { readonly data: DataSession; readonly folder: string; readonly rounds: number },
): Promise<string> {
  const store = await openStore(folder)
  const ref = await saveModel(store, artifact)
  const rows = await data.rows<Row>(
    `SELECT * EXCLUDE (__target, __fold, __as_of, __learn, customer) FROM rows_given ORDER BY hash(customer) LIMIT ${singleRows}`,
  )
  const first = await firstScore(folder, ref, rounds)
  const { row } = scorer(await loadModel(store, ref))
  for (const values of rows) row(values)
  const all = Array.from({ length: rounds }, () => rowTimes(row, rows))
  const [best] = all.toSorted((a, b) => a.p50 - b.p50)
  if (best === undefined) return 'score-row: no round'
  const micros = (value: number) => `${value.toFixed(1)} µs`
  return [
    `score-row: ${artifact.input.length} columns to ${artifact.features.length} features, 100 trees with 31 leaves, isotonic, decision`,
    `one row, plain object to decision: p50 ${micros(best.p50)}, p99 ${micros(best.p99)}; processor ${micros(best.cpu)} a row`,
    first,
  ].join('\n')
}

type Row = Readonly<Record<string, unknown>>

/** The fastest of some processes that load the artifact and score a row. */
async function firstScore(folder: string, { digest }: ArtifactRef, rounds: number): Promise<string> {
  const found = []
  for (let i = 0; i < rounds; i++) found.push(await report(script('score-row-first.ts', folder, digest)))
  const totals = found.map(each => ({ stages: each.stages, ...roundOf(each) }))
  const best = totals.toSorted((a, b) => a.seconds - b.seconds)[0]
  if (best === undefined) return 'no round'
  const ms = (seconds: number) => `${(seconds * 1000).toFixed(1)} ms`
  const stages = Object.entries(best.stages).map(([name, { seconds }]) => `${name} ${ms(seconds)}`)
  const size = await artifactBytes(join(folder, 'artifacts', digest.slice(0, 2), digest))
  return `from the store to the first score ${ms(best.seconds)} (${stages.join(', ')}); processor ${ms(best.cpuSeconds ?? 0)}; artifact ${Math.round(size / 1000)} kB`
}

async function artifactBytes(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async name => (await stat(join(folder, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
