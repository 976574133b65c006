import { utimes } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ArtifactRef, DatasetRef, StoredArtifact } from '@sluice/core'
import { collectGarbage, settleTrash } from './collect-garbage.ts'
import { contentFolder, contentPath } from './content-address.ts'
import { isMissing, makeFolder, statOf } from './durable-file.ts'
import { loadArtifact, saveArtifact } from './local-artifacts.ts'
import { fetchDataset, stageDataset, verifyDataset } from './local-datasets.ts'
import { keepLocalProfile, readLocalProfile } from './local-profiles.ts'
import type { Store } from './store.ts'
import { removeAbandoned, temporaryFolder } from './temporary.ts'

// Garbage collection may move content away for a moment and put it back (see collect-garbage.ts).
const secondLookMs = 50

/**
 * Opens (and makes, when absent) a store in a folder: `datasets/`, `artifacts/` and `tmp/`. Any number of
 * processes may have the same folder open; what killed ones left half-written is removed here.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { mkdtemp } from 'node:fs/promises'
 * import { openStore } from '@sluice/engine'
 *
 * const store = await openStore(await mkdtemp('/tmp/store-'))
 * const ref = await store.save({ manifest: { kind: 'demo' }, arrays: { weights: new Float64Array([1, -0]) } })
 * const { arrays } = await store.load(ref)
 * assert.deepEqual(arrays['weights'], new Float64Array([1, -0]))
 * ```
 */
export async function openStore(folder: string, options: { readonly now?: () => Date } = {}): Promise<Store> {
  const root = resolve(folder)
  const now = options.now ?? (() => new Date())
  const parts = [contentFolder(root, 'dataset'), contentFolder(root, 'artifact'), temporaryFolder(root)]
  await Promise.all(parts.map(makeFolder))
  await removeAbandoned(temporaryFolder(root), now().getTime(), async (path, name) => {
    await settleTrash(root, path, name)
  })
  return {
    stage: async () => stageDataset(root),
    path: (ref: DatasetRef) => contentPath(root, ref),
    fetch: once(root),
    profile: digest => readLocalProfile(root, digest),
    keepProfile: (digest, profile) => keepLocalProfile(root, digest, profile),
    save: (artifact: StoredArtifact) => saveArtifact(root, artifact),
    load: (ref: ArtifactRef) => loadArtifact(root, ref),
    has: ref => hasContent(root, ref),
    verify: ref => verifyContent(root, ref),
    gc: limits => collectGarbage(root, limits),
  }
}

/** Reads and verifies each dataset the first time it is wanted; afterwards its size is enough. */
function once(root: string): (ref: DatasetRef) => Promise<void> {
  const verified = new Set<string>()
  return async ref => {
    await (verified.has(ref.digest) ? fetchDataset(root, ref) : verifyDataset(root, ref))
    verified.add(ref.digest)
  }
}

async function hasContent(root: string, ref: DatasetRef | ArtifactRef): Promise<boolean> {
  const path = contentPath(root, ref)
  // The new time tells garbage collection that the content is wanted; one that has moved it away puts it back.
  await utimes(path, new Date(), new Date()).catch(error =>
    isMissing(error) ? pause(secondLookMs) : undefined,
  )
  const found = await statOf(path)
  return found !== undefined && (ref.kind === 'artifact' || found.size === ref.bytes)
}

async function verifyContent(root: string, ref: DatasetRef | ArtifactRef): Promise<void> {
  if (ref.kind === 'dataset') return verifyDataset(root, ref)
  await loadArtifact(root, ref)
}
