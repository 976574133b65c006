import type { DatasetRef, TableSchema } from '@sluice/core'
import type { MadeLine } from '@sluice/engine'
import { NotFound } from '../errors/not-found.ts'
import { outputParts, shortPath } from './output-parts.ts'
import type { Reads } from './reads.ts'
import { deploymentsOf } from './scope.ts'

/** A dataset with the steps that made it, the newest first. */
export interface MadeDataset {
  readonly ref: DatasetRef
  /** Where it stands in the output of the newest step, or the step's name where it is the whole output. */
  readonly name: string
  readonly lines: readonly [MadeLine, ...MadeLine[]]
}

const mostLines = 50
const digestText = /^(?:sha256:)?([0-9a-f]{64})$/

/**
 * A dataset that a step of a client had as output whom who asks sees.
 *
 * @throws NotFound
 */
export async function madeDataset(
  { engine, principal }: Pick<Reads, 'engine' | 'principal'>,
  text: string,
): Promise<MadeDataset> {
  const digest = digestText.exec(text)?.[1] ?? ''
  const deployments = deploymentsOf(principal)
  const lines = await engine.views.madeOf(digest, {
    limit: mostLines,
    ...(deployments !== undefined && { deployments }),
  })
  const [first, ...rest] = lines
  const found = first && datasetIn(first, digest)
  if (first === undefined || found === undefined) throw new NotFound({ subject: `dataset "${text}"` })
  return { ref: found.ref, name: datasetName(first.step, found.path), lines: [first, ...rest] }
}

/** Where a dataset stands in what a step made. */
export function datasetIn(
  { output }: Pick<MadeLine, 'output'>,
  digest: string,
): { readonly path: string; readonly ref: DatasetRef } | undefined {
  const found = outputParts(output).datasets.find(([, ref]) => ref.digest === digest)
  return found && { path: found[0], ref: found[1] }
}

/** What a dataset is called: where it stands in the output, or the step that made nothing else. */
export function datasetName(step: string, path: string): string {
  return path === '' ? step : shortPath(path)
}

const maskedRoles = new Set(['masked', 'personal', 'pii', 'secret'])

/** Columns whose values are not shown. */
export function maskedColumns({ columns }: TableSchema): ReadonlySet<string> {
  return new Set(
    columns.filter(({ role }) => role !== undefined && maskedRoles.has(role)).map(({ name }) => name),
  )
}
