import type { ArtifactRef, StoredArtifact } from '@sluice/core'
import { ArtifactCorrupt } from '../artifact-corrupt.ts'
import { decodeArtifact, encodeArtifact } from '../artifact-files.ts'
import { ArtifactNotFound } from '../artifact-not-found.ts'
import type { Bucket } from './bucket.ts'
import { keepContent } from './keep-content.ts'
import { artifactKeys, objectKey } from './s3-keys.ts'

/** Stores an artifact under its digest. With its manifest, which comes last, it is there. */
export async function saveObjects(bucket: Bucket, artifact: StoredArtifact): Promise<ArtifactRef> {
  const files = encodeArtifact(artifact)
  const ref: ArtifactRef = { kind: 'artifact', digest: files.digest }
  const keys = artifactKeys(ref)
  const isIntact = async () => typeof (await readObjects(bucket, ref)) === 'object'
  await keepContent(bucket, ref, isIntact, async damaged => {
    if (damaged) await bucket.remove(keys.manifest)
    // An earlier attempt may have left its arrays, so they are written in any case; their bytes are the same.
    await bucket.put(keys.arrays, files.arrays)
    await bucket.create(keys.manifest, files.manifest)
  })
  return ref
}

/** Loads an artifact and verifies its digest. Nothing in it is executed. */
export async function loadObjects(bucket: Bucket, ref: ArtifactRef): Promise<StoredArtifact> {
  const path = bucket.place + objectKey(ref)
  const loaded = await readObjects(bucket, ref)
  if (loaded === undefined) throw new ArtifactNotFound({ digest: ref.digest, path })
  if (typeof loaded === 'string') throw new ArtifactCorrupt({ digest: ref.digest, path, reason: loaded })
  return loaded
}

/** The artifact, why it is damaged, or undefined when it is not there. */
async function readObjects(bucket: Bucket, ref: ArtifactRef): Promise<StoredArtifact | string | undefined> {
  const keys = artifactKeys(ref)
  const [manifest, arrays] = await Promise.all([bucket.get(keys.manifest), bucket.get(keys.arrays)])
  if (manifest === undefined && arrays === undefined) return undefined
  if (manifest === undefined || arrays === undefined) return 'a file of it is missing'
  return decodeArtifact(ref.digest, { manifest, arrays })
}
