import { link, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { contentFolder, contentPath, digestOfName, type ContentRef } from '../content-address.ts'
import { isMissing, makeFolder, statOf } from '../durable-file.ts'
import { ownedName } from '../owned-name.ts'
import { namesIn, removeAbandoned, temporaryFolder } from '../temporary.ts'

/**
 * Local copies of datasets, at most so many bytes of them; the least recently used go first. Several processes may
 * share the folder. A file in use has a second name in `pins`, and what has two names is not evicted.
 */
export interface DatasetCache {
  readonly root: string
  path(ref: ContentRef): string
  /** A name on the same disk for a file that is being written. */
  temporary(): string
  /** Size of the copy, which counts as used now and stays until `until` aborts; undefined when there is none. */
  use(ref: ContentRef, until?: AbortSignal): Promise<number | undefined>
  /** Puts a complete file in place, used from now on. */
  add(ref: ContentRef, file: string): Promise<void>
  drop(ref: ContentRef): Promise<void>
  /** Removes copies until the limit is kept, where they are not in use. */
  trim(): Promise<void>
}

interface CachedFile {
  readonly path: string
  readonly bytes: number
  readonly usedMs: number
}

/** Opens the cache in a folder, and removes what killed processes left in it. */
export async function openCache(root: string, maxBytes: number, now: () => Date): Promise<DatasetCache> {
  const pins = join(root, 'pins')
  const folders = [contentFolder(root, 'dataset'), temporaryFolder(root), pins]
  await Promise.all(folders.map(makeFolder))
  for (const folder of [temporaryFolder(root), pins]) await removeAbandoned(folder, Date.now())
  const cache: DatasetCache = {
    root,
    path: ref => contentPath(root, ref),
    temporary: () => join(temporaryFolder(root), `${ownedName()}.parquet`),
    async use(ref, until) {
      const path = contentPath(root, ref)
      try {
        if (until !== undefined) await pin(path, join(pins, ownedName()), until)
        await utimes(path, now(), now())
        return (await stat(path)).size
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    async add(ref, file) {
      const path = contentPath(root, ref)
      await makeFolder(dirname(path))
      await rename(file, path)
      await cache.trim()
    },
    drop: ref => rm(contentPath(root, ref), { force: true }),
    trim: () => trimTo(root, maxBytes),
  }
  return cache
}

/** Gives a file a second name until a signal aborts. */
async function pin(path: string, name: string, until: AbortSignal): Promise<void> {
  await link(path, name)
  const unpin = () => void rm(name, { force: true }).catch(() => undefined)
  if (until.aborted) unpin()
  else until.addEventListener('abort', unpin, { once: true })
  // Just now it may have been moved away by somebody who had not seen the second name.
  await link(name, path).catch(error => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
}

async function trimTo(root: string, maxBytes: number): Promise<void> {
  const files = await cachedFiles(root)
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  for (const file of files.toSorted((a, b) => a.usedMs - b.usedMs)) {
    if (total <= maxBytes) return
    if (await evict(root, file.path)) total -= file.bytes
  }
}

async function evict(root: string, path: string): Promise<boolean> {
  const aside = join(temporaryFolder(root), ownedName())
  try {
    if ((await stat(path)).nlink > 1) return false
    await rename(path, aside)
    const { nlink } = await stat(aside)
    // Somebody began to use it in between: it goes back.
    if (nlink > 1) await link(aside, path).catch(() => undefined)
    await rm(aside, { force: true })
    return nlink === 1
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function cachedFiles(root: string): Promise<readonly CachedFile[]> {
  const folder = contentFolder(root, 'dataset')
  const files: CachedFile[] = []
  for (const prefix of await namesIn(folder)) {
    for (const name of await readdir(join(folder, prefix))) {
      if (digestOfName('dataset', name) === undefined) continue
      const path = join(folder, prefix, name)
      const found = await statOf(path)
      if (found !== undefined) files.push({ path, bytes: found.size, usedMs: found.mtimeMs })
    }
  }
  return files
}
