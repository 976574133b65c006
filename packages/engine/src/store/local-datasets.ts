import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { DatasetRef } from '@sluice/core'
import { contentPath } from './content-address.ts'
import { DatasetCorrupt } from './dataset-corrupt.ts'
import { DatasetNotFound } from './dataset-not-found.ts'
import { fileFacts, makeFolder, onDisk, statOf, sync, type FileFacts } from './durable-file.ts'
import { ownedName } from './owned-name.ts'
import type { StagedDataset } from './store.ts'
import { temporaryFolder } from './temporary.ts'

// Garbage collection may move content away for a moment and put it back (see collect-garbage.ts).
const secondLookMs = 50

/** Starts a dataset in the store's folder of temporary files, which is on the same disk as its final place. */
export function stageDataset(root: string): StagedDataset {
  const path = join(temporaryFolder(root), `${ownedName()}.parquet`)
  return {
    path,
    commit: () => onDisk(path, 'for a dataset in the store', () => commitDataset(root, path)),
    discard: () => rm(path, { force: true }),
  }
}

async function commitDataset(root: string, path: string): Promise<FileFacts> {
  await sync(path)
  const facts = await fileFacts(path)
  const target = contentPath(root, { kind: 'dataset', digest: facts.digest })
  await makeFolder(dirname(target))
  // Also when the content exists: the new time of the file tells garbage collection that it is wanted.
  await rename(path, target)
  await sync(dirname(target))
  return facts
}

/** Checks that a dataset's file is there and complete, without reading it. */
export async function fetchDataset(root: string, ref: DatasetRef): Promise<void> {
  const path = contentPath(root, ref)
  const found = (await statOf(path)) ?? (await pause(secondLookMs).then(() => statOf(path)))
  if (found === undefined) throw new DatasetNotFound({ digest: ref.digest, path })
  if (found.size !== ref.bytes) {
    const reason = `it has ${found.size} bytes instead of ${ref.bytes}`
    throw new DatasetCorrupt({ digest: ref.digest, path, reason })
  }
}

/** Reads a dataset's file and compares its digest. */
export async function verifyDataset(root: string, ref: DatasetRef): Promise<void> {
  await fetchDataset(root, ref)
  const path = contentPath(root, ref)
  const { digest } = await fileFacts(path)
  if (digest === ref.digest) return
  throw new DatasetCorrupt({
    digest: ref.digest,
    path,
    reason: `its bytes have the digest ${digest.slice(0, 12)}`,
  })
}
