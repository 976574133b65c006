import type { RunInfo } from '@sluice/core'
import type { RunJournal } from '../journal/journal.ts'

const days = 7
const dayMs = 86_400_000
const mostRuns = 200

/**
 * Tests against history that a deployment's pipelines made per day in the last week, by the last good run of each pipeline
 * and how often it ran; undefined before there was any.
 */
export async function testsPerDay(
  journal: Pick<RunJournal, 'runs' | 'steps'>,
  { deployment, asOf }: Pick<RunInfo, 'deployment' | 'asOf'>,
): Promise<number | undefined> {
  const since = asOf.getTime() - days * dayMs
  const runs = (await journal.runs({ deployment, limit: mostRuns })).filter(
    run => run.status === 'succeeded' && run.asOf < asOf && run.asOf.getTime() >= since,
  )
  let tests = 0
  for (const [, ofPipeline] of Map.groupBy(runs, ({ pipeline }) => pipeline)) {
    const [last] = ofPipeline
    if (last === undefined) continue
    const results = (await journal.steps(last.id)).flatMap(({ checks }) => checks)
    const instants = new Set(ofPipeline.map(run => run.asOf.getTime()))
    tests += results.filter(({ p }) => p !== undefined).length * (instants.size / days)
  }
  return tests === 0 ? undefined : tests
}
