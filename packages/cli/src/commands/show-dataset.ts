import { join } from 'node:path'
import type { DatasetRef } from '@sluice/core'
import { datasetsIn, type MadeLine } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import type { OpenProject } from '../load/engine.ts'
import { profileIfStored, profileSummary } from '../load/profiles.ts'
import { zoneOf } from '../load/selection.ts'
import { datasetText } from '../print/dataset.ts'
import type { Reporter } from '../print/report.ts'

const mostMakers = 50

/** The digest that begins so, of a dataset that a step made; undefined when a text names none. */
export async function digestNamed(
  { engine: { views } }: OpenProject,
  text: string,
): Promise<string | undefined> {
  const prefix = /^(?:sha256:)?([0-9a-f]{6,64})$/.exec(text)?.[1]
  if (prefix === undefined) return undefined
  const [first, ...others] = await views.digests(prefix, 5)
  if (others.length === 0) return first
  throw new UsageInvalid({ reason: `"${text}" names several datasets`, known: [first ?? '', ...others] })
}

/** Shows a dataset: who made it, its schema, its profile. */
export async function showDataset(
  io: Io,
  report: Reporter,
  { config, root, engine: { views, store } }: OpenProject,
  digest: string,
): Promise<void> {
  const made = await views.madeOf(digest, { limit: mostMakers })
  const [found] = made.flatMap(line => placesOf(line, digest))
  if (found === undefined) throw new UsageInvalid({ reason: `no step has the dataset ${digest}` })
  const { name, ref, line } = found
  const profile = await profileIfStored({ store, scratch: join(root, 'scratch') }, ref)
  const makers = made.map(({ run, step }) => ({
    run: run.id,
    pipeline: run.pipeline,
    deployment: run.deployment,
    step,
  }))
  report.result(
    {
      dataset: { name, ...ref },
      madeBy: makers,
      ...(profile !== undefined && { profile: profileSummary(profile) }),
    },
    style =>
      datasetText(
        { name, ref, made, profile },
        { style, timeZone: zoneOf(config, line.run.deployment), width: io.stdout.columns },
      ),
  )
}

interface Place {
  readonly name: string
  readonly ref: DatasetRef
  readonly line: MadeLine
}

function placesOf(line: MadeLine, digest: string): readonly Place[] {
  return Object.entries(datasetsIn(line.step, line.output))
    .filter(([, ref]) => ref.digest === digest)
    .map(([name, ref]) => ({ name, ref, line }))
}
