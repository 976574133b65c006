import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bucket } from '../store/s3/bucket.ts'
import { openS3Store } from '../store/s3/open-s3-store.ts'
import { openBucket, type TransferOptions } from '../store/s3/s3-bucket.ts'
import type { Environment } from '../store/s3/s3-client.ts'
import { s3Location, type S3Location } from '../store/s3/s3-location.ts'
import type { Store } from '../store/store.ts'

/** What a store may be opened with besides its defaults. */
export interface TestStoreOptions extends TransferOptions {
  readonly cacheBytes?: number
  /** Another address of the same server. */
  readonly endpoint?: string
}

/** A prefix of its own on the test server. */
export interface TestBucket {
  /** `s3://bucket/prefix` */
  readonly place: string
  readonly endpoint: string
  readonly env: Environment
  /** Another store on the prefix, as another machine has it: with a cache of its own. */
  open(options?: TestStoreOptions): Promise<Store>
  /** The objects themselves. */
  objects(options?: TestStoreOptions): Promise<Bucket>
  /** Removes the caches; what is on the server goes with the server. */
  dispose(): Promise<void>
}

/** A fresh prefix on the server of S3 that `npm test` starts. */
export function newTestBucket(): TestBucket {
  const given = process.env['SLUICE_TEST_S3']
  if (given === undefined) {
    throw new Error('SLUICE_TEST_S3 is not set: npm test starts a server of S3 and sets it')
  }
  const url = new URL(given)
  const place = `s3:/${url.pathname}/${randomUUID()}`
  const env = {
    AWS_ACCESS_KEY_ID: url.username,
    AWS_SECRET_ACCESS_KEY: url.password,
    AWS_ENDPOINT_URL_S3: url.origin,
    AWS_REGION: 'us-east-1',
  }
  const location = s3Location(place) as S3Location
  const folders: string[] = []
  const envFor = ({ endpoint }: TestStoreOptions) =>
    endpoint === undefined ? env : { ...env, AWS_ENDPOINT_URL_S3: endpoint }
  return {
    place,
    endpoint: url.origin,
    env,
    async open(options = {}) {
      const cache = await mkdtemp(join(tmpdir(), 'sluice-cache-'))
      folders.push(cache)
      return openS3Store(location, { cache, env: envFor(options), ...options })
    },
    objects: (options = {}) => openBucket(location, envFor(options), options),
    async dispose() {
      await Promise.all(folders.map(folder => rm(folder, { recursive: true, force: true })))
    },
  }
}
