import { summarise, type ColumnSummary, type DatasetProfile, type DatasetRef } from '@sluice/core'
import { profileOf, type MadeLine } from '@sluice/engine'
import type { Dataset } from '../api/dataset.ts'
import { madeDataset, maskedColumns, type MadeDataset } from './dataset-made.ts'
import { destinationOf } from './deliveries.ts'
import { lineageOf } from './lineage-of.ts'
import type { Reads } from './reads.ts'
import { seenVersions } from './step-facts.ts'
import { outputParts } from './output-parts.ts'
import { stepNameOf } from './step-name-of.ts'

const mostConsumers = 200
/** Of a larger dataset no profile is made while somebody waits for the page. */
const mostProfiledBytes = 64e6

/**
 * A dataset: what is in it, where it comes from and who used it.
 *
 * @throws NotFound
 */
export async function datasetOf(reads: Reads, text: string): Promise<Dataset> {
  const { store, journal } = reads.engine
  const made = await madeDataset(reads, text)
  const { ref, name, lines } = made
  const [first, ...others] = lines
  const [stored, profile, steps, consumers] = await Promise.all([
    store.has(ref),
    profileFor(reads, ref),
    journal.steps(first.run.id),
    consumersOf(reads, made),
  ])
  const artifacts = steps.flatMap(({ output }) => (output === undefined ? [] : outputParts(output).artifacts))
  const versions =
    artifacts.length === 0
      ? new Map<string, never>()
      : await seenVersions(
          reads,
          artifacts.map(([, { digest }]) => digest),
        )
  const masked = maskedColumns(ref.schema)
  return {
    digest: ref.digest,
    name,
    rows: ref.rows,
    bytes: ref.bytes,
    columns: ref.schema.columns.map(({ name: column, type, nullable, role }) => ({
      name: column,
      type,
      nullable,
      ...(role !== undefined && { role }),
      masked: masked.has(column),
    })),
    stored,
    ...(profile !== undefined && { profile: summariesOf(profile, masked, reads.redact) }),
    madeBy: stepNameOf(reads, first),
    alsoMadeBy: others.map(line => stepNameOf(reads, line)),
    lineage: lineageOf({ steps, versions }, ref.digest, step => stepNameOf(reads, { run: first.run, step })),
    consumers,
  }
}

/** The profile as it was made when the dataset was saved; of one that has none it is made now, where that is quick. */
async function profileFor(
  { engine }: Pick<Reads, 'engine'>,
  ref: DatasetRef,
): Promise<DatasetProfile | undefined> {
  const { store, control } = engine
  const kept = await store.profile(ref.digest)
  if (kept !== undefined || ref.bytes > mostProfiledBytes || !(await store.has(ref))) return kept
  return profileOf(store, ref, control.sessions.scratchRoot)
}

/** Columns in numbers to read; of masked ones only how many values there are. */
function summariesOf(
  profile: DatasetProfile,
  masked: ReadonlySet<string>,
  redact: (text: string) => string,
): readonly Partial<ColumnSummary>[] {
  return summarise(profile).map(summary => {
    if (!masked.has(summary.name)) return JSON.parse(redact(JSON.stringify(summary))) as ColumnSummary
    const { name, type, rows, missing, missingShare, distinct, isExact } = summary
    return { name, type, rows, missing, missingShare, distinct, isExact }
  })
}

/** Steps that read the output in which the dataset is, in the runs that made it. */
async function consumersOf(reads: Reads, { lines }: MadeDataset): Promise<Dataset['consumers']> {
  const makers = new Map<string, MadeLine>(lines.map(line => [`${line.run.id}\n${line.step}`, line]))
  const runs = [...new Set(lines.map(({ run }) => run.id))]
  const readers = await reads.engine.views.readsOf(runs)
  const order = new Map(runs.map((run, i) => [run, i]))
  return readers
    .flatMap(({ run, step, parts, output }) => {
      const maker = parts.inputs
        .map(input => makers.get(`${run}\n${input.step}`))
        .find(line => line !== undefined)
      if (maker === undefined) return []
      const destination = output === undefined ? undefined : destinationOf(step, output)
      const named = stepNameOf(reads, { run: maker.run, step })
      return [{ ...named, ...(destination !== undefined && { destination }) }]
    })
    .toSorted((a, b) => (order.get(a.run) ?? 0) - (order.get(b.run) ?? 0))
    .slice(0, mostConsumers)
}
