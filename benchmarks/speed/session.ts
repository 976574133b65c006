import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSession, openStore, type OpenDataSession } from '@sluice/engine'

/** Runs work in a data session as steps get it, with two threads. */
export async function withSession<T>(work: (data: OpenDataSession) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
  const store = await openStore(join(folder, 'store'))
  const scratchRoot = join(folder, 'scratch')
  const data = await openSession({ store, scratchRoot, threads: 2, memoryLimitBytes: 8e9 })
  try {
    return await work(data)
  } finally {
    await data.close()
    await rm(folder, { recursive: true, force: true })
  }
}
