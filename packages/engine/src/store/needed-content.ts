import type { ModelRegistry } from '@sluice/core'
import type { RunJournal, RunRecord } from '../journal/journal.ts'
import { referencesIn } from '../plan/step-key.ts'

/** Where it is written down who needs what. */
export interface ContentUsers {
  readonly journal: RunJournal
  readonly models: ModelRegistry
}

/** What garbage collection has to leave alone. */
export interface NeededContent {
  readonly digests: ReadonlySet<string>
  /** What running steps saved or found, and did not write down yet, is younger. */
  readonly olderThan: Date
}

/**
 * Before a running run started by the journal's clock, content may be in use already by the clock of the store, and a
 * store on S3 notes at most once an hour that content was found.
 */
const marginMs = 24 * 3_600_000

/**
 * What is needed: outputs of runs that were active since `since`, of runs that can go on, and registered versions with
 * what their training left of them (its evaluation), but not the rows they were trained on.
 */
export async function neededContent(
  { journal, models }: ContentUsers,
  since: Date,
  now: Date,
): Promise<NeededContent> {
  const runs = await journal.runs({ limit: Number.MAX_SAFE_INTEGER })
  const running = runs.filter(run => run.status === 'running').map(run => run.startedAt.getTime())
  const olderThan = new Date(Math.min(now.getTime(), ...running) - marginMs)
  const digests = new Set<string>()
  for (const run of needingRuns(runs, since)) await addOutputs(journal, run.id, digests)
  for (const model of await models.models()) {
    for (const { artifact, run } of await models.versions(model)) {
      digests.add(artifact.digest)
      await addOutputs(journal, run, digests, 'artifact')
    }
  }
  return { digests, olderThan }
}

/** `runs` are the newest first; an unfinished one can go on unless the same was started anew. */
function* needingRuns(runs: readonly RunRecord[], since: Date): Generator<RunRecord> {
  const seen = new Set<string>()
  for (const run of runs) {
    const identity = JSON.stringify([run.pipeline, run.deployment, run.asOf.getTime()])
    const newest = !seen.has(identity)
    seen.add(identity)
    const active = (run.finishedAt ?? run.heardAt ?? run.startedAt) >= since
    const unfinished = run.status === 'running' || (newest && run.status !== 'succeeded')
    if (active || unfinished) yield run
  }
}

async function addOutputs(
  journal: RunJournal,
  run: string,
  digests: Set<string>,
  only?: 'artifact',
): Promise<void> {
  for (const { output } of await journal.steps(run)) {
    if (output === undefined) continue
    for (const { kind, digest } of referencesIn(output)) {
      if (only === undefined || kind === only) digests.add(digest)
    }
  }
}
