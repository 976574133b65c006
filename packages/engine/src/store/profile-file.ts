import { gunzipSync, gzipSync } from 'node:zlib'
import { parseProfile, type DatasetProfile } from '@sluice/core'
import { contentPath } from './content-address.ts'

const ending = '.profile.json.gz'

/** Where the profile of a dataset lies: beside it. */
export function profilePath(root: string, digest: string): string {
  return contentPath(root, { kind: 'dataset', digest }).replace(/\.parquet$/, ending)
}

/** The digest of the dataset whose profile has a file name, if it is one's. */
export function digestOfProfile(name: string): string | undefined {
  const digest = name.endsWith(ending) ? name.slice(0, -ending.length) : ''
  return /^[0-9a-f]{64}$/.test(digest) ? digest : undefined
}

/** A profile as the bytes of its file. */
export function encodeProfile(profile: DatasetProfile): Uint8Array {
  return gzipSync(JSON.stringify(profile), { level: 1 })
}

/** The profile in the bytes of a file; undefined where they are damaged or of another version: it is made again. */
export function decodeProfile(bytes: Uint8Array): DatasetProfile | undefined {
  try {
    return parseProfile(JSON.parse(gunzipSync(bytes).toString('utf8')))
  } catch {
    return undefined
  }
}
