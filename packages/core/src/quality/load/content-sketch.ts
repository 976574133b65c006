/**
 * What a load holds, whatever the order of its rows: equal for equal loads, and comparable for similar ones. Plain data
 * of about 4 kB.
 */
export interface ContentSketch {
  readonly rows: number
  /** Sum of the 64-bit hashes of all rows modulo 2^64, hexadecimal. */
  readonly sum: string
  /** Exclusive or of the hashes of all rows, hexadecimal. */
  readonly xor: string
  /** The smallest different hashes, ascending, hexadecimal: at most {@link sketchSize}. */
  readonly smallest: readonly string[]
}

/** How many hashes a sketch keeps: the similarity of two is known to about 0.03 at most. */
export const sketchSize = 256

const mask = (1n << 64n) - 1n

/** The sketch of rows given by a 64-bit hash of each. */
export function sketchOf(hashes: Iterable<bigint>): ContentSketch {
  let [rows, sum, xor] = [0, 0n, 0n]
  const distinct = new Set<bigint>()
  for (const hash of hashes) {
    rows += 1
    sum = (sum + hash) & mask
    xor ^= hash
    distinct.add(hash)
    if (distinct.size > 64 * sketchSize) keepSmallest(distinct)
  }
  keepSmallest(distinct)
  return { rows, sum: hex(sum), xor: hex(xor), smallest: [...distinct].map(hex) }
}

/** The sketch of the rows of two loads, or of two parts of one. */
export function mergeSketches(a: ContentSketch, b: ContentSketch): ContentSketch {
  const smallest = [...new Set([...a.smallest, ...b.smallest])].toSorted().slice(0, sketchSize)
  return {
    rows: a.rows + b.rows,
    sum: hex((bits(a.sum) + bits(b.sum)) & mask),
    xor: hex(bits(a.xor) ^ bits(b.xor)),
    smallest,
  }
}

/** Whether two loads hold the same rows equally often; wrong once in 2^64 pairs. */
export function isSameContent(a: ContentSketch, b: ContentSketch): boolean {
  return a.rows === b.rows && a.sum === b.sum && a.xor === b.xor
}

/** Different rows that two loads share, as a share of all different rows of both, estimated (Jaccard, bottom-k). */
export function contentSimilarity(a: ContentSketch, b: ContentSketch): number {
  const all = [...new Set([...a.smallest, ...b.smallest])].toSorted().slice(0, sketchSize)
  if (all.length === 0) return 1
  const [inA, inB] = [new Set(a.smallest), new Set(b.smallest)]
  return all.filter(hash => inA.has(hash) && inB.has(hash)).length / all.length
}

function keepSmallest(hashes: Set<bigint>): void {
  const sorted = BigUint64Array.from(hashes).toSorted().subarray(0, sketchSize)
  hashes.clear()
  for (const hash of sorted) hashes.add(hash)
}

/** Of equal length, so that text and number have one order. */
function hex(value: bigint): string {
  return value.toString(16).padStart(16, '0')
}

function bits(text: string): bigint {
  return BigInt(`0x${text}`)
}
