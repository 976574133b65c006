import type { TableSchema } from '../schema/table-schema.ts'
import { SegmentNotFound } from './segment-not-found.ts'

/**
 * Checks that every column the report is split by is there.
 *
 * @throws SegmentNotFound
 */
export function requireSegments(segments: readonly string[], { columns }: TableSchema): void {
  const names = columns.map(({ name }) => name).filter(name => !name.startsWith('__'))
  const missing = segments.find(segment => !names.includes(segment))
  if (missing !== undefined) throw new SegmentNotFound({ column: missing, columns: names })
}
