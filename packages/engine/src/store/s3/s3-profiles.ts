import type { DatasetProfile } from '@sluice/core'
import { decodeProfile, encodeProfile } from '../profile-file.ts'
import type { Bucket } from './bucket.ts'
import { profileKey } from './s3-keys.ts'

/** Reads the profile beside a dataset's object. */
export async function readProfileObject(bucket: Bucket, digest: string): Promise<DatasetProfile | undefined> {
  const bytes = await bucket.get(profileKey(digest))
  return bytes === undefined ? undefined : decodeProfile(bytes)
}

/** Writes the profile beside a dataset's object. */
export async function keepProfileObject(
  bucket: Bucket,
  digest: string,
  profile: DatasetProfile,
): Promise<void> {
  await bucket.put(profileKey(digest), encodeProfile(profile))
}
