import type { Chunk, TableSchema } from '@sluice/core'

/** Column types by name. */
export function typesOf(schema: TableSchema): Record<string, string> {
  return Object.fromEntries(schema.columns.map(({ name, type }) => [name, type]))
}

/** The only chunk of a small result. */
export async function collect(chunks: AsyncIterable<Chunk>): Promise<Chunk> {
  const all: Chunk[] = []
  for await (const chunk of chunks) all.push(chunk)
  if (all.length <= 1) return all[0] ?? { rows: 0, columns: {} }
  throw new Error('this helper is for results of one chunk')
}
