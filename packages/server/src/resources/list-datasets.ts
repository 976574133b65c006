import { z } from 'zod'
import type { DatasetBrief } from '../api/dataset.ts'
import type { Page } from '../api/page.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import { datasetName } from './dataset-made.ts'
import { outputParts } from './output-parts.ts'
import type { Reads } from './reads.ts'
import { seenOf } from './scope.ts'
import { stepNameOf } from './step-name-of.ts'

/** Which datasets are asked for. */
export interface DatasetsAsked {
  readonly deployment?: string | undefined
  readonly pipeline?: string | undefined
  readonly cursor?: string | undefined
  /** Steps of a page; each may have several datasets. */
  readonly limit: number
}

const position = z.tuple([z.number().int(), z.number().int()])

/** Datasets of clients that who asks sees, those of the newest runs first, each once on a page. */
export async function listDatasets(reads: Reads, asked: DatasetsAsked): Promise<Page<DatasetBrief>> {
  const { deployment, pipeline, cursor, limit } = asked
  const after = cursor === undefined ? undefined : cursorPosition('datasets', cursor, position)
  const deployments = seenOf(reads.principal, deployment)
  const found = await reads.engine.views.datasets({
    limit: limit + 1,
    ...(pipeline !== undefined && { pipeline }),
    ...(deployments !== undefined && { deployments }),
    ...(after !== undefined && { before: after[0], beforePosition: after[1] }),
  })
  const lines = found.slice(0, limit)
  const items = new Map<string, DatasetBrief>()
  for (const line of lines) {
    for (const [path, { digest, rows, bytes, schema }] of outputParts(line.output).datasets) {
      if (items.has(digest)) continue
      const madeBy = stepNameOf(reads, line)
      const name = datasetName(line.step, path)
      const at = line.run.finishedAt?.toISOString()
      const brief = { digest, name, rows, bytes, columns: schema.columns.length, madeBy }
      items.set(digest, { ...brief, ...(at !== undefined && { at }) })
    }
  }
  const last = lines.at(-1)
  const more = found.length > limit && last !== undefined
  return {
    items: [...items.values()],
    ...(more && { next: cursorText('datasets', [last.run.seq, last.position]) }),
  }
}
