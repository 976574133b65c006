import { join, resolve } from 'node:path'
import { openStore } from './local-store.ts'
import { openS3Store } from './s3/open-s3-store.ts'
import type { Environment } from './s3/s3-client.ts'
import { s3Location } from './s3/s3-location.ts'
import { StoreInvalid } from './s3/store-invalid.ts'
import type { Store } from './store.ts'

/**
 * Opens the store of an engine: a folder, or `s3://bucket/prefix` with its local copies below the engine's root.
 *
 * @throws StoreInvalid, S3ClientMissing
 */
export async function openStoreAt(
  place: string | undefined,
  { root, env, now }: { readonly root: string; readonly env: Environment; readonly now: () => Date },
): Promise<Store> {
  const location = place === undefined ? undefined : s3Location(place)
  if (location === undefined) return openStore(resolve(place ?? join(root, 'store')), { now })
  return openS3Store(location, { cache: join(root, 'cache'), env, now, ...cacheLimit(place ?? '', env) })
}

function cacheLimit(store: string, env: Environment): { readonly cacheBytes?: number } {
  const text = env['SLUICE_CACHE_BYTES']
  if (text === undefined || text === '') return {}
  const cacheBytes = Number(text)
  if (Number.isSafeInteger(cacheBytes) && cacheBytes > 0) return { cacheBytes }
  const reason = `has SLUICE_CACHE_BYTES="${text}" beside it, which is not a number of bytes such as 20000000000`
  throw new StoreInvalid({ store, reason })
}
