import type { Plan } from '@sluice/core'
import type { EventRecord, RunRecord, StepRecord } from '@sluice/engine'
import type { StepMark } from '@sluice/engine'
import { outputParts } from './output-parts.ts'
import { plannedOf } from './planned-of.ts'
import type { Reads } from './reads.ts'
import { sees } from '../access/principal.ts'

/** Everything that the steps of a run are shown with, read once for all of them. */
export interface StepFacts {
  readonly run: RunRecord
  readonly steps: readonly StepRecord[]
  readonly plan: Plan | undefined
  /** The newest end of each step. */
  readonly ends: ReadonlyMap<string, EventRecord>
  readonly marks: ReadonlyMap<string, StepMark>
  readonly metrics: ReadonlyMap<string, readonly { readonly metric: string; readonly value: number }[]>
  /** Clients of the runs that work was taken from. */
  readonly clients: ReadonlyMap<string, string>
  /** Versions that artifacts are registered as, those that who asks sees. */
  readonly versions: ReadonlyMap<string, { readonly model: string; readonly version: number }>
}

const mostEnds = 20_000

/** Reads what the steps of a run are shown with. */
export async function stepFacts(reads: Reads, run: RunRecord): Promise<StepFacts> {
  const { engine, config } = reads
  const [steps, finished, marks, metrics] = await Promise.all([
    engine.journal.steps(run.id),
    engine.views.lastEvents(run.id, { kind: 'step-finished', limit: mostEnds }),
    engine.control.control.marks(run.id),
    engine.views.metrics(run.id),
  ])
  const ends = new Map(finished.map(event => [event.step ?? '', event]))
  const artifacts = steps.flatMap(({ output }) =>
    output === undefined ? [] : outputParts(output).artifacts.map(([, { digest }]) => digest),
  )
  const from = new Set([...ends.values()].flatMap(event => fromOf(event) ?? []))
  const [clients, versions] = await Promise.all([
    from.size === 0 ? new Map<string, string>() : engine.views.clients([...from]),
    artifacts.length === 0 ? new Map<string, never>() : seenVersions(reads, artifacts),
  ])
  return {
    run,
    steps,
    plan: plannedOf(config, run),
    ends,
    marks: new Map(marks.map(mark => [mark.step, mark])),
    metrics: Map.groupBy(metrics, ({ step }) => step),
    clients,
    versions,
  }
}

/** The run that the work of a finished step was taken from. */
export function fromOf({ data }: EventRecord): string | undefined {
  return (data as { readonly from?: string } | null)?.from
}

/** The versions that artifacts are registered as, by digest, those that who asks sees. */
export async function seenVersions(
  { engine, principal }: Pick<Reads, 'engine' | 'principal'>,
  artifacts: readonly string[],
): Promise<StepFacts['versions']> {
  const found = await engine.views.versionsOf(artifacts)
  const seen = found.filter(({ model }) => sees(principal, clientOfModel(model)))
  return new Map(seen.map(({ artifact, model, version }) => [artifact, { model, version }]))
}

/** The deployment that a model is of: its name is `<model>/<deployment>`. */
export function clientOfModel(model: string): string {
  const slash = model.indexOf('/')
  return slash === -1 ? model : model.slice(slash + 1)
}
