import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  identifier,
  type DataSession,
  type Source,
  type SqlPart,
  type TableSchema,
  type WantedTypes,
} from '@sluice/core'
import { redactor } from '../run/redactor.ts'
import { openStore } from '../store/local-store.ts'
import { openSession } from './open-session.ts'

/** A source as it is now, outside of any run. */
export interface OpenSource {
  readonly data: DataSession
  /** Its columns under its own names, with the types that they look like. */
  readonly schema: TableSchema
  /** The same with types wanted of columns, by their names at the source. */
  typed(types: WantedTypes): Promise<TableSchema>
  /** Reads its rows, all or those of a time; the part selects from them. */
  rows(time?: { readonly column: string; readonly from?: Date; readonly to: Date }): Promise<SqlPart>
}

/** Where secrets are resolved, and what ends the reading. */
export interface WithSourceOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

const memoryLimitBytes = 1024 ** 3
const into = 'source_rows'

/** Opens a source in a session that is thrown away afterwards: nothing is kept and nothing is journaled. */
export async function withSource<T>(
  source: Source,
  { env, signal }: WithSourceOptions,
  use: (open: OpenSource) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-source-'))
  try {
    const store = await openStore(join(folder, 'store'))
    const scratchRoot = join(folder, 'scratch')
    const data = await openSession({ store, scratchRoot, threads: 2, memoryLimitBytes, signal })
    try {
      const ignore = () => undefined
      const { secret } = redactor(env)
      const snapshot = await source.open({ data, secret, signal, log: ignore, progress: ignore })
      try {
        return await use({
          data,
          schema: await snapshot.schema(source),
          typed: types => snapshot.schema(source, types),
          rows: async time => {
            await snapshot.read(source, { into, ...(time !== undefined && { time }) })
            return identifier(into)
          },
        })
      } finally {
        await snapshot.close()
      }
    } finally {
      await data.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
