import type { DatasetProfile, DatasetRef } from '@sluice/core'
import type { Store } from '../store/store.ts'
import { inProfilingSession } from './profiling-session.ts'

/**
 * The profile of a dataset: as it was made when the dataset was saved, or made now and kept, where it is older than
 * profiles are or its profile was lost.
 *
 * @throws DatasetNotFound, DatasetCorrupt
 */
export async function profileOf(store: Store, ref: DatasetRef, scratchRoot: string): Promise<DatasetProfile> {
  const kept = await store.profile(ref.digest)
  if (kept !== undefined) return kept
  const ending = new AbortController()
  try {
    await store.fetch(ref, ending.signal)
    const profile = await inProfilingSession(scratchRoot, store.path(ref), ref.schema)
    await store.keepProfile(ref.digest, profile)
    return profile
  } finally {
    ending.abort()
  }
}
