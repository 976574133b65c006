import { sql } from '@sluice/core'
import type { DatasetRows } from '../api/dataset.ts'
import { madeDataset, maskedColumns } from './dataset-made.ts'
import type { Reads } from './reads.ts'

type Shown = DatasetRows['rows'][number][number]

const longestText = 500
const hidden = '•••'

/**
 * The first rows of a dataset, without the values of masked columns.
 *
 * @throws NotFound, DatasetNotFound, DatasetCorrupt
 */
export async function datasetRows(
  reads: Reads,
  text: string,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
): Promise<DatasetRows> {
  const { ref } = await madeDataset(reads, text)
  const masked = maskedColumns(ref.schema)
  const { columns } = ref.schema
  const session = await reads.engine.control.sessions.open(signal, { threads: 1 })
  try {
    const found: Record<string, unknown>[] = await session.rows(
      sql`SELECT * FROM ${session.dataset(ref)} LIMIT ${limit}`,
    )
    return {
      columns: columns.map(({ name, type }) => ({ name, type, masked: masked.has(name) })),
      rows: found.map(row => columns.map(({ name }) => shownOf(row[name], masked.has(name), reads.redact))),
      total: ref.rows,
    }
  } finally {
    await session.close()
  }
}

function shownOf(value: unknown, isMasked: boolean, redact: (text: string) => string): Shown {
  if (value === null || value === undefined) return null
  if (isMasked) return hidden
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString()
  const text = redact(typeof value === 'string' ? value : String(value))
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text
}
