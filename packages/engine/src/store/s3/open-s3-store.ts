import type { ArtifactRef, DatasetRef } from '@sluice/core'
import type { Store } from '../store.ts'
import { collectObjects } from './collect-objects.ts'
import { openCache } from './dataset-cache.ts'
import { findContent } from './keep-content.ts'
import { loadObjects, saveObjects } from './s3-artifacts.ts'
import { openBucket, type TransferOptions } from './s3-bucket.ts'
import type { Environment } from './s3-client.ts'
import { fetcher, stageObject, verifyObject } from './s3-datasets.ts'
import type { S3Location } from './s3-location.ts'
import { keepProfileObject, readProfileObject } from './s3-profiles.ts'

/** Options of a store on S3. */
export interface S3StoreOptions extends TransferOptions {
  /** The local folder of copies of datasets; made when absent. */
  readonly cache: string
  /** How much of it to keep besides what is in use; default 20 GB. */
  readonly cacheBytes?: number
  /** Where credentials, region and endpoint are looked up first. */
  readonly env: Environment
  readonly now?: () => Date
}

const defaultCacheBytes = 20e9

/**
 * Opens a store below a prefix of a bucket of S3 or of a server that speaks its protocol. Layout and digests are those
 * of a local folder. DuckDB reads local copies, which are verified.
 *
 * @throws S3ClientMissing; StoreRefused and StoreUnavailable when it is used
 */
export async function openS3Store(location: S3Location, options: S3StoreOptions): Promise<Store> {
  const { cache: folder, cacheBytes = defaultCacheBytes, env, now = () => new Date(), ...transfer } = options
  const bucket = await openBucket(location, env, transfer)
  const cache = await openCache(folder, cacheBytes, now)
  return {
    stage: async () => stageObject(bucket, cache),
    path: (ref: DatasetRef) => cache.path(ref),
    fetch: fetcher(bucket, cache),
    profile: digest => readProfileObject(bucket, digest),
    keepProfile: (digest, profile) => keepProfileObject(bucket, digest, profile),
    save: artifact => saveObjects(bucket, artifact),
    load: (ref: ArtifactRef) => loadObjects(bucket, ref),
    async has(ref) {
      const found = await findContent(bucket, ref, now)
      return found !== undefined && (ref.kind === 'artifact' || found.bytes === ref.bytes)
    },
    async verify(ref) {
      if (ref.kind === 'dataset') await verifyObject(bucket, cache, ref)
      else await loadObjects(bucket, ref)
    },
    gc: options => collectObjects(bucket, options),
  }
}
