import type { ContentKind, ContentRef } from '../content-address.ts'
import { GarbageCount } from '../garbage-count.ts'
import { ownedName } from '../owned-name.ts'
import type { GcOptions, GcResult } from '../store.ts'
import type { Bucket, ListedObject } from './bucket.ts'
import { collectionKey, contentKeys, digestOfKey, kindPrefix, profileKey, renewalKey } from './s3-keys.ts'

/** No more time may pass between looking at content and deleting it: savers wait for the mark, but not for ever. */
const decisionMs = 20_000
const atOnce = 8

interface Content {
  readonly ref: ContentRef
  readonly bytes: number
  readonly modifiedAt: Date
}

/** Removes old objects that nobody refers to; see keep-content.ts for how others save meanwhile. */
export async function collectObjects(bucket: Bucket, options: GcOptions): Promise<GcResult> {
  const { keep, olderThan, dryRun = false } = options
  const count = new GarbageCount()
  for (const kind of ['dataset', 'artifact'] as const) {
    const candidates: Content[] = []
    for await (const content of contentOf(bucket, kind)) {
      if (!keep.has(content.ref.digest) && content.modifiedAt < olderThan) candidates.push(content)
    }
    const waiting = candidates.values()
    const collector = async () => {
      for (const { ref, bytes } of waiting) {
        if (await removeOld(bucket, ref, olderThan, dryRun)) count.add(kind, bytes)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, collector))
  }
  return count.result()
}

async function removeOld(
  bucket: Bucket,
  ref: ContentRef,
  olderThan: Date,
  dryRun: boolean,
): Promise<boolean> {
  if (dryRun) return !(await isWanted(bucket, ref, olderThan))
  const mark = collectionKey(ref)
  if (!(await announce(bucket, mark))) {
    // Another collector decides about it, or was killed when it did.
    const left = await bucket.facts(mark)
    if (left !== undefined && left.modifiedAt < olderThan) await bucket.remove(mark)
    return false
  }
  try {
    const started = performance.now()
    if (await isWanted(bucket, ref, olderThan)) return false
    if (performance.now() - started > decisionMs) return false
    for (const key of contentKeys(ref)) await bucket.remove(key)
    if (ref.kind === 'dataset') await bucket.remove(profileKey(ref.digest))
    await bucket.remove(renewalKey(ref))
    return true
  } finally {
    await bucket.remove(mark)
  }
}

/** False when another collector was quicker. A mark of ours is there also when the answer to writing it was lost. */
async function announce(bucket: Bucket, mark: string): Promise<boolean> {
  const own = Buffer.from(ownedName())
  if (await bucket.create(mark, own)) return true
  const found = await bucket.get(mark)
  return found !== undefined && own.equals(found)
}

async function isWanted(bucket: Bucket, ref: ContentRef, olderThan: Date): Promise<boolean> {
  const times = await Promise.all([...contentKeys(ref), renewalKey(ref)].map(key => bucket.facts(key)))
  return times.some(facts => facts !== undefined && facts.modifiedAt >= olderThan)
}

/** Content by content: the objects of one artifact follow each other in a listing. */
async function* contentOf(bucket: Bucket, kind: ContentKind): AsyncGenerator<Content> {
  let last: Content | undefined
  for await (const object of bucket.list(kindPrefix(kind))) {
    const digest = digestOfKey(kind, object.key)
    if (digest === undefined) continue
    if (last?.ref.digest === digest) last = together(last, object)
    else {
      if (last !== undefined) yield last
      last = { ref: { kind, digest }, bytes: object.bytes, modifiedAt: object.modifiedAt }
    }
  }
  if (last !== undefined) yield last
}

function together(content: Content, { bytes, modifiedAt }: ListedObject): Content {
  return {
    ref: content.ref,
    bytes: content.bytes + bytes,
    modifiedAt: modifiedAt > content.modifiedAt ? modifiedAt : content.modifiedAt,
  }
}
