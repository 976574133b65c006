import { rm } from 'node:fs/promises'
import type { DatasetRef } from '@sluice/core'
import { DatasetCorrupt } from '../dataset-corrupt.ts'
import { DatasetNotFound } from '../dataset-not-found.ts'
import { fileFacts, type FileFacts } from '../durable-file.ts'
import type { StagedDataset } from '../store.ts'
import type { Bucket } from './bucket.ts'
import type { DatasetCache } from './dataset-cache.ts'
import { keepContent } from './keep-content.ts'
import { objectKey } from './s3-keys.ts'

/** Starts a dataset as a file of the cache; its commit uploads it. */
export function stageObject(bucket: Bucket, cache: DatasetCache): StagedDataset {
  const path = cache.temporary()
  return {
    path,
    commit: () => commitObject(bucket, cache, path),
    discard: () => rm(path, { force: true }),
  }
}

async function commitObject(bucket: Bucket, cache: DatasetCache, path: string): Promise<FileFacts> {
  const facts = await fileFacts(path)
  const ref = { kind: 'dataset', digest: facts.digest } as const
  const key = objectKey(ref)
  await keepContent(
    bucket,
    ref,
    found => found.bytes === facts.bytes,
    async damaged => {
      if (damaged) await bucket.remove(key)
      await bucket.createFromFile(key, path)
    },
  )
  await cache.add(ref, path)
  return facts
}

/** Fetches datasets into the cache: each once at a time, its digest compared the first time, its size always. */
export function fetcher(
  bucket: Bucket,
  cache: DatasetCache,
): (ref: DatasetRef, until?: AbortSignal) => Promise<void> {
  const verified = new Set<string>()
  const downloading = new Map<string, Promise<void>>()
  const download = (ref: DatasetRef) => {
    const begun = downloading.get(ref.digest)
    if (begun !== undefined) return begun
    const work = downloadDataset(bucket, cache, ref).finally(() => downloading.delete(ref.digest))
    downloading.set(ref.digest, work)
    return work
  }
  const isCached = async (ref: DatasetRef, until: AbortSignal | undefined) => {
    if ((await cache.use(ref, until)) !== ref.bytes) return false
    if (verified.has(ref.digest)) return true
    const { digest } = await fileFacts(cache.path(ref))
    if (digest !== ref.digest) return false
    verified.add(ref.digest)
    return true
  }
  return async (ref, until) => {
    while (!(await isCached(ref, until))) {
      verified.delete(ref.digest)
      await download(ref)
      verified.add(ref.digest)
    }
  }
}

/** Reads a dataset's object and compares its digest; the cache is not looked at. */
export async function verifyObject(bucket: Bucket, cache: DatasetCache, ref: DatasetRef): Promise<void> {
  const file = cache.temporary()
  try {
    await downloadVerified(bucket, ref, file)
  } finally {
    await rm(file, { force: true })
  }
}

async function downloadDataset(bucket: Bucket, cache: DatasetCache, ref: DatasetRef): Promise<void> {
  const file = cache.temporary()
  try {
    await downloadVerified(bucket, ref, file)
    await cache.add(ref, file)
  } finally {
    await rm(file, { force: true })
  }
}

async function downloadVerified(bucket: Bucket, ref: DatasetRef, file: string): Promise<void> {
  const path = bucket.place + objectKey(ref)
  const corrupt = (reason: string) => new DatasetCorrupt({ digest: ref.digest, path, reason })
  const found = await bucket.facts(objectKey(ref))
  if (found === undefined) throw new DatasetNotFound({ digest: ref.digest, path })
  if (found.bytes !== ref.bytes) throw corrupt(`it has ${found.bytes} bytes instead of ${ref.bytes}`)
  for (const last of [false, true]) {
    const digest = await bucket.download(objectKey(ref), file)
    if (digest === ref.digest) return
    if (digest === undefined) throw new DatasetNotFound({ digest: ref.digest, path })
    // Once more: bytes may have been damaged on the way.
    if (last) throw corrupt(`its bytes have the digest ${digest.slice(0, 12)}`)
    await rm(file, { force: true })
  }
}
