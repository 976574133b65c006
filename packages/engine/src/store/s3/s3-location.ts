import { StoreInvalid } from './store-invalid.ts'

/** Where a store is on S3. */
export interface S3Location {
  readonly bucket: string
  /** Empty, or ending in `/`. */
  readonly prefix: string
}

const scheme = /^[a-z][a-z0-9+.-]+:\/\//i
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/**
 * The bucket and prefix of `s3://bucket/prefix`; undefined for a folder.
 *
 * @throws StoreInvalid for another scheme, a bucket's name that is none, and credentials in the address
 */
export function s3Location(store: string): S3Location | undefined {
  if (!scheme.test(store)) return undefined
  const [bucket = '', ...parts] = store.replace(scheme, '').split('/')
  // What stands before an @ may be a secret: it is not repeated.
  if (bucket.includes('@')) {
    throw new StoreInvalid({ store: store.replace(/\/\/.*@/, '//…@'), reason: 'has credentials in it' })
  }
  if (!/^s3:/i.test(store)) throw new StoreInvalid({ store, reason: 'has a scheme that is not known' })
  if (!bucketName.test(bucket)) throw new StoreInvalid({ store, reason: 'does not name a bucket' })
  const names = parts.filter(part => part !== '')
  if (names.some(name => name === '.' || name === '..')) {
    throw new StoreInvalid({ store, reason: 'has . or .. in its prefix' })
  }
  return { bucket, prefix: names.map(name => `${name}/`).join('') }
}
