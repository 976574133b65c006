import type { RequestRate } from '@sluice/core'

/** Counts by key in memory; what has not been asked for long is forgotten. */
export interface TokenBuckets {
  /** Takes one; 0 when there was one, else the seconds until there is. */
  take(key: string): number
  /** As {@link TokenBuckets.take}, and takes nothing. */
  wait(key: string): number
}

interface Bucket {
  left: number
  at: number
}

/** Keys at most: who asks under ever new names does not fill the memory. */
const mostKeys = 10_000

/**
 * Token buckets of one rate, one for each key: full at first, filled at `perSecond` up to `burst`.
 *
 * @param now milliseconds that never go back
 */
export function tokenBuckets({ perSecond, burst }: RequestRate, now: () => number): TokenBuckets {
  const buckets = new Map<string, Bucket>()
  const filled = (key: string): Bucket => {
    const at = now()
    const known = buckets.get(key)
    if (known === undefined) return { left: burst, at }
    return { left: Math.min(burst, known.left + ((at - known.at) / 1000) * perSecond), at }
  }
  const waitOf = ({ left }: Bucket) => (left >= 1 ? 0 : (1 - left) / perSecond)
  return {
    take(key) {
      const bucket = filled(key)
      const wait = waitOf(bucket)
      if (wait > 0) return wait
      // Last asked is last in the map, so the first is the one to forget.
      buckets.delete(key)
      buckets.set(key, { ...bucket, left: bucket.left - 1 })
      if (buckets.size > mostKeys) forgetOne(buckets)
      return 0
    },
    wait: key => waitOf(filled(key)),
  }
}

function forgetOne(buckets: Map<string, Bucket>): void {
  const [first] = buckets.keys()
  if (first !== undefined) buckets.delete(first)
}
