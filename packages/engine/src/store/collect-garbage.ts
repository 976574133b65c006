import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  contentFolder,
  contentPath,
  digestOfName,
  type ContentKind,
  type ContentRef,
} from './content-address.ts'
import { statOf } from './durable-file.ts'
import { GarbageCount } from './garbage-count.ts'
import { ownedName } from './owned-name.ts'
import { digestOfProfile, profilePath } from './profile-file.ts'
import type { GcOptions, GcResult } from './store.ts'
import { namesIn, temporaryFolder } from './temporary.ts'

const trashName = /\.trash-(?<limit>\d+)-(?<kind>dataset|artifact)-(?<digest>[0-9a-f]{64})$/

/**
 * Removes old content that nobody refers to. Another process may save the same content again at any moment, and
 * between looking at a file's time and deleting it is a gap. So the content is first moved away, then looked at
 * again: if it turned out to be saved anew, it is put back.
 */
export async function collectGarbage(
  root: string,
  { keep, olderThan, dryRun = false }: GcOptions,
): Promise<GcResult> {
  const count = new GarbageCount()
  for (const kind of ['dataset', 'artifact'] as const) {
    for (const ref of await contentOf(root, kind)) {
      if (keep.has(ref.digest)) continue
      const path = contentPath(root, ref)
      const found = await statOf(path)
      if (found === undefined || found.mtimeMs >= olderThan.getTime()) continue
      const bytes = await sizeOf(path, kind)
      if (dryRun || (await removeOld(root, ref, olderThan))) count.add(kind, bytes)
    }
  }
  if (!dryRun) await removeOrphans(root, olderThan)
  return count.result()
}

/** Removes profiles whose dataset is gone. One that is removed wrongly is made again. */
async function removeOrphans(root: string, olderThan: Date): Promise<void> {
  const folder = contentFolder(root, 'dataset')
  for (const prefix of await namesIn(folder)) {
    const names = new Set(await namesIn(join(folder, prefix)))
    for (const name of names) {
      const digest = digestOfProfile(name)
      if (digest === undefined || names.has(`${digest}.parquet`)) continue
      const path = profilePath(root, digest)
      const found = await statOf(path)
      if (found !== undefined && found.mtimeMs < olderThan.getTime()) await rm(path, { force: true })
    }
  }
}

async function removeOld(root: string, ref: ContentRef, olderThan: Date): Promise<boolean> {
  const name = `${ownedName()}.trash-${olderThan.getTime()}-${ref.kind}-${ref.digest}`
  const trash = join(temporaryFolder(root), name)
  try {
    await rename(contentPath(root, ref), trash)
  } catch {
    // Another collector was quicker, or a new file is just being put in its place.
    return false
  }
  return settleTrash(root, trash, name)
}

/**
 * Deletes what was moved away for deletion, or puts it back if it is newer than the limit in its name. Also for
 * what a killed collector left behind. True when it was deleted.
 */
export async function settleTrash(root: string, trash: string, name: string): Promise<boolean> {
  const parts = trashName.exec(name)?.groups
  const found = await statOf(trash)
  if (found === undefined) return false
  if (parts !== undefined && found.mtimeMs >= Number(parts['limit'])) {
    const ref = { kind: parts['kind'] as ContentKind, digest: parts['digest'] as string }
    const restored = await rename(trash, contentPath(root, ref)).then(
      () => true,
      () => false,
    )
    if (restored) return false
  }
  await rm(trash, { recursive: true, force: true })
  return true
}

async function contentOf(root: string, kind: ContentKind): Promise<readonly ContentRef[]> {
  const folder = contentFolder(root, kind)
  const found: ContentRef[] = []
  for (const prefix of await namesIn(folder)) {
    for (const name of await namesIn(join(folder, prefix))) {
      const digest = digestOfName(kind, name)
      if (digest !== undefined && digest.startsWith(prefix)) found.push({ kind, digest })
    }
  }
  return found
}

async function sizeOf(path: string, kind: ContentKind): Promise<number> {
  if (kind === 'dataset') return (await statOf(path))?.size ?? 0
  const sizes = (await readdir(path).catch(() => [])).map(name => statOf(join(path, name)))
  return (await Promise.all(sizes)).reduce((sum, found) => sum + (found?.size ?? 0), 0)
}
