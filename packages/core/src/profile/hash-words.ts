/**
 * A 32-bit hash of a 64-bit value given by its halves. The same for ever: sketches of different days are merged.
 */
export function hashWords(low: number, high: number): number {
  let hash = Math.imul(low ^ 0x9747b28c, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash ^ high, 0xc2b2ae35)
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x27d4eb2f)
  return hash ^ (hash >>> 15)
}
