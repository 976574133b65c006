import { setTimeout as pause } from 'node:timers/promises'
import type { ContentRef } from '../content-address.ts'
import type { Bucket, ObjectFacts } from './bucket.ts'
import { collectionKey, contentKeys, decidingKey, renewalKey } from './s3-keys.ts'

const pollMs = 100
/** A collector is done within minutes, however slow its requests are (see collect-objects.ts): this one was killed. */
const abandonedMs = 10 * 60_000
/** Content that was looked at is renewed when it is older; collectors leave much more. */
const renewAfterMs = 3_600_000
const nothing = new Uint8Array(0)

/**
 * Makes sure that content is in the bucket and stays there. `upload` is called when it is not there.
 *
 * A collector looks at the time of content and deletes it; in between others may save the same content. So it first
 * puts a mark, and who saved content looks for that mark afterwards: without one, content that is still there was seen
 * by the collector as new.
 */
export async function keepContent(
  bucket: Bucket,
  ref: ContentRef,
  isIntact: (found: ObjectFacts) => boolean | Promise<boolean>,
  upload: (damaged: boolean) => Promise<void>,
): Promise<void> {
  for (;;) {
    const found = await bucket.facts(decidingKey(ref))
    if (found !== undefined && (await isIntact(found))) await bucket.put(renewalKey(ref), nothing)
    else await upload(found !== undefined)
    await collectorGone(bucket, ref)
    if (await isThere(bucket, ref)) return
  }
}

/** Whether content is there; old content counts as wanted again from now on. */
export async function findContent(
  bucket: Bucket,
  ref: ContentRef,
  now: () => Date,
): Promise<ObjectFacts | undefined> {
  const found = await bucket.facts(decidingKey(ref))
  if (found === undefined || now().getTime() - found.modifiedAt.getTime() < renewAfterMs) return found
  const renewed = await bucket.facts(renewalKey(ref))
  if (renewed !== undefined && now().getTime() - renewed.modifiedAt.getTime() < renewAfterMs) return found
  await bucket.put(renewalKey(ref), nothing)
  await collectorGone(bucket, ref)
  return (await isThere(bucket, ref)) ? found : undefined
}

/** All of it: a collector may have deleted one object before and another after it was uploaded. */
async function isThere(bucket: Bucket, ref: ContentRef): Promise<boolean> {
  const found = await Promise.all(contentKeys(ref).map(key => bucket.facts(key)))
  return !found.includes(undefined)
}

async function collectorGone(bucket: Bucket, ref: ContentRef): Promise<void> {
  const key = collectionKey(ref)
  let seen: { readonly at: number; readonly since: number } | undefined
  for (;;) {
    const mark = await bucket.facts(key)
    if (mark === undefined) return
    const at = mark.modifiedAt.getTime()
    if (seen?.at !== at) seen = { at, since: performance.now() }
    else if (performance.now() - seen.since > abandonedMs) await bucket.remove(key)
    await pause(pollMs)
  }
}
